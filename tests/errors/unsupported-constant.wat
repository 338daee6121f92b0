;; The same in a constant expression.
;;! error = "instruction `ref.i31` in a constant expression, at offset 0x1a"
(module
  (global (ref i31) (ref.i31 (i32.const 1)))
  (func (export "_start")))
