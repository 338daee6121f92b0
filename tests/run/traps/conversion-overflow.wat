;; Converting a float that is too large traps as an overflow.
;;! trap = "IntegerOverflow"
;;! stderr = "0: convert (function 0)"
(module
  (func $convert (param f64) (result i32) (i32.trunc_f64_s (local.get 0)))
  (func (export "_start") (drop (call $convert (f64.const 2147483648)))))
