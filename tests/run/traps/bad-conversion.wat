;; Converting a NaN to an integer traps.
;;! trap = "BadConversionToInteger"
;;! stderr = "0: convert (function 0)"
;;! variants = [["-O0"]]
(module
  (func $convert (param f32) (result i64) (i64.trunc_f32_u (local.get 0)))
  (func (export "_start") (drop (call $convert (f32.const nan)))))
