;; Of the allowed results, the one of the strict instruction; multiplication
;; with addition as the CPU can.
(module
  (func (export "_start"))
  (func $madd (param v128 v128 v128) (result v128)
    (f32x4.relaxed_madd (local.get 0) (local.get 1)
      (f32x4.relaxed_nmadd (local.get 0) (local.get 1) (local.get 2))))
  (func $select (param v128 v128 v128) (result v128)
    (i16x8.relaxed_laneselect (local.get 0) (local.get 1) (local.get 2)))
  (func $dot (param v128 v128 v128) (result v128)
    (i32x4.relaxed_dot_i8x16_i7x16_add_s (local.get 0) (local.get 1) (local.get 2)))
)
