;; Floating-point instructions and conversions; those to integers trap by
;; themselves.
(module
  (func (export "_start"))
  (func $arithmetic (param f64 f64) (result f64)
    (f64.min (f64.copysign (f64.sqrt (local.get 0)) (local.get 1)) (f64.nearest (local.get 0))))
  (func $compare (param f32 f32) (result i32)
    (f32.ge (local.get 0) (local.get 1)))
  (func $convert (param f64) (result i64)
    (i64.add (i64.trunc_f64_u (local.get 0)) (i64.trunc_sat_f64_s (local.get 0))))
  (func $reinterpret (param f32) (result f64)
    (f64.promote_f32 (f32.reinterpret_i32 (i32.reinterpret_f32 (local.get 0)))))
)
