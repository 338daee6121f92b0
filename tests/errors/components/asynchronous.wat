;; WASI 0.3 is not supported yet.
;;! error = "`stream` requires the component model async feature, at offset 0x42"
(component
  (core module $m (func (export "run") (result i32) i32.const 0))
  (core instance $m (instantiate $m))
  (type $stream (stream u8))
  (core func (canon stream.new $stream)))
