;; A mutable global is a cell of its own, an immutable one a constant. Locals of
;; one type share their zero.
(module
  (func (export "_start"))
  (global $constant i32 (i32.add (i32.const 40) (i32.const 2)))
  (global $variable (mut i64) (i64.const 7))
  (global $vector (mut v128) (v128.const i32x4 1 2 3 4))
  (func $globals (result i64)
    (global.set $variable (i64.add (global.get $variable) (i64.extend_i32_s (global.get $constant))))
    (global.set $vector (i16x8.add (global.get $vector) (global.get $vector)))
    (global.get $variable))
  (func $locals (param i32) (result i32) (local i32 i32 f64 v128)
    (local.set 1 (local.get 0))
    (i32.add (local.tee 0 (local.get 1)) (local.get 2)))
)
