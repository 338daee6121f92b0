;; A server that has a `run` as well, as `wstd` makes them from programs with a main
;; function: `run` is not meant to be called.
(component
  (import "wasi:http/types@0.2.0" (instance $types
    (export "incoming-request" (type (sub resource)))
    (export "response-outparam" (type (sub resource)))))
  (alias export $types "incoming-request" (type $request))
  (alias export $types "response-outparam" (type $out))
  (core module $module
    (func (export "run") (result i32) unreachable)
    (func (export "handle") (param i32 i32)))
  (core instance $instance (instantiate $module))
  (func $run (result (result)) (canon lift (core func $instance "run")))
  (func $handle (param "request" (own $request)) (param "response-out" (own $out))
    (canon lift (core func $instance "handle")))
  (instance $command (export "run" (func $run)))
  (instance $server (export "handle" (func $handle)))
  (export "wasi:cli/run@0.2.0" (instance $command))
  (export "wasi:http/incoming-handler@0.2.0" (instance $server)))
