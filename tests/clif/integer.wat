;; Integer instructions stand for themselves.
(module
  (func (export "_start"))
  (func $divide (param i32 i32) (result i32)
    (i32.rem_s (i32.div_u (local.get 0) (local.get 1)) (local.get 1)))
  (func $shift (param i64 i64) (result i64)
    (i64.rotl (i64.shr_s (local.get 0) (local.get 1)) (i64.const 7)))
  (func $count (param i64) (result i64)
    (i64.popcnt (i64.clz (i64.ctz (local.get 0)))))
  (func $extend (param i64) (result i64)
    (i64.extend8_s (i64.extend_i32_u (i32.wrap_i64 (local.get 0)))))
  (func $truth (param i64 i64) (result i32)
    (i32.eqz (i64.le_s (local.get 0) (local.get 1))))
)
