;; A component that is no command: what it is instead is said by what it exports.
;;! error = "the component exports neither `wasi:cli/run@0.2` nor `wasi:http/incoming-handler@0.2`: it is a library, not a command or HTTP server; it exports `greet`, `my:own/library@1.0.0`"
;;! help = "compile it as a WASI command, that is, a program with a main function"
(component
  (core module $m (func (export "f")))
  (core instance $m (instantiate $m))
  (func $f (canon lift (core func $m "f")))
  (instance $library (export "f" (func $f)))
  (export "greet" (func $f))
  (export "my:own/library@1.0.0" (instance $library)))
