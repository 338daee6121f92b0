;; A component of the proxy world.
;;! error = "the component is an HTTP handler (`wasi:http/incoming-handler`), which is not supported yet"
(component
  (core module $m (func (export "handle")))
  (core instance $m (instantiate $m))
  (func $handle (canon lift (core func $m "handle")))
  (instance $handler (export "handle" (func $handle)))
  (export "wasi:http/incoming-handler@0.2.3" (instance $handler)))
