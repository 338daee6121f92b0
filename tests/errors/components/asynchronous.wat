;; WASI 0.3 is not supported yet.
;;! error = "`stream` is not supported yet, at offset 0x42"
;;! help = "compile the program for WASI 0.2, for example with the target wasm32-wasip2"
(component
  (core module $m (func (export "run") (result i32) i32.const 0))
  (core instance $m (instantiate $m))
  (type $stream (stream u8))
  (core func (canon stream.new $stream)))
