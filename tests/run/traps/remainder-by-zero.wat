;; A remainder by zero traps, in 64 bits too.
;;! trap = "IntegerDivideByZero"
;;! stderr = "0: divide (function 0)"
(module
  (func $divide (param i64 i64) (result i64) (i64.rem_s (local.get 0) (local.get 1)))
  (func (export "_start") (drop (call $divide (i64.const 1) (i64.const 0)))))
