;;! nan_canonicalization = true
;; The header asks for it.
(module (func (export "sqrt") (param f64) (result i64) (i64.reinterpret_f64 (f64.sqrt (local.get 0)))))
(assert_return (invoke "sqrt" (f64.const -1)) (i64.const 0x7ff8000000000000))
(assert_return (invoke "sqrt" (f64.const -nan:0x8000000001234)) (i64.const 0x7ff8000000000000))
