;; A component of the proxy world.
;;! error = "`handle` of `wasi:http/incoming-handler` takes something else than a request and where its response goes"
(component
  (core module $m (func (export "handle")))
  (core instance $m (instantiate $m))
  (func $handle (canon lift (core func $m "handle")))
  (instance $handler (export "handle" (func $handle)))
  (export "wasi:http/incoming-handler@0.2.3" (instance $handler)))
