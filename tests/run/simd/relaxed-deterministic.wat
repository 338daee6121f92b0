;; With `--deterministic-relaxed-simd` every relaxed instruction has one result,
;; on every level of CPU: that of the strict instruction where there is one, and one
;; rounding where an addition follows a multiplication.
;;! options = ["--deterministic-relaxed-simd"]
;;! variants = [["-O0"], ["--cpu", "x86-64"], ["--cpu", "x86-64-v3"], ["--cpu", "native"]]
(module
  (memory 1)
  ;; 1 + 2^-12, 1 + 2^-27, and minus one with the double of both.
  (data (i32.const 0) "\00\08\80\3f\00\08\80\3f\00\08\80\3f\00\08\80\3f")
  (data (i32.const 16) "\00\10\80\bf\00\10\80\bf\00\10\80\bf\00\10\80\bf")
  (data (i32.const 32) "\00\00\00\02\00\00\f0\3f\00\00\00\02\00\00\f0\3f")
  (data (i32.const 48) "\00\00\00\04\00\00\f0\bf\00\00\00\04\00\00\f0\bf")
  (func $same (param v128 v128)
    (if (v128.any_true (v128.xor (local.get 0) (local.get 1))) (then unreachable)))
  (func $load (param i32) (result v128) (v128.load (local.get 0)))
  (func (export "_start")
    ;; (1 + e)^2 - (1 + 2e) is e^2 where it is rounded once, and zero else.
    (call $same
      (f32x4.relaxed_madd (call $load (i32.const 0)) (call $load (i32.const 0)) (call $load (i32.const 16)))
      (f32x4.splat (f32.const 0x1p-24)))
    (call $same
      (f32x4.relaxed_nmadd (call $load (i32.const 0)) (call $load (i32.const 0))
        (f32x4.neg (call $load (i32.const 16))))
      (f32x4.splat (f32.const -0x1p-24)))
    (call $same
      (f64x2.relaxed_madd (call $load (i32.const 32)) (call $load (i32.const 32)) (call $load (i32.const 48)))
      (f64x2.splat (f64.const 0x1p-54)))
    (call $same
      (f64x2.relaxed_nmadd (call $load (i32.const 32)) (call $load (i32.const 32))
        (f64x2.neg (call $load (i32.const 48))))
      (f64x2.splat (f64.const -0x1p-54)))
    ;; Zeros of both signs; a NaN is one whatever the other operand.
    (call $same
      (f32x4.relaxed_min (v128.const f32x4 -0 0 1 -1) (v128.const f32x4 0 -0 -1 1))
      (v128.const f32x4 -0 -0 -1 -1))
    (call $same
      (f64x2.relaxed_max (v128.const f64x2 -0 0) (v128.const f64x2 0 -0))
      (v128.const f64x2 0 0))
    (call $same
      (f32x4.ne
        (f32x4.relaxed_max (v128.const f32x4 nan 1 nan 1) (v128.const f32x4 1 nan nan 1))
        (f32x4.relaxed_max (v128.const f32x4 nan 1 nan 1) (v128.const f32x4 1 nan nan 1)))
      (v128.const i32x4 -1 -1 -1 0))
    ;; Out of range: saturated, and zero for a NaN.
    (call $same
      (i32x4.relaxed_trunc_f32x4_s (v128.const f32x4 3e9 -3e9 nan -1.9))
      (v128.const i32x4 0x7fffffff 0x80000000 0 -1))
    (call $same
      (i32x4.relaxed_trunc_f32x4_u (v128.const f32x4 5e9 -3e9 nan 3e9))
      (v128.const i32x4 0xffffffff 0 0 3000000000))
    (call $same
      (i32x4.relaxed_trunc_f64x2_s_zero (v128.const f64x2 -inf nan))
      (v128.const i32x4 0x80000000 0 0 0))
    (call $same
      (i32x4.relaxed_trunc_f64x2_u_zero (v128.const f64x2 1e300 -1))
      (v128.const i32x4 0xffffffff 0 0 0))
    ;; Indices from 16 on: zero.
    (call $same
      (i8x16.relaxed_swizzle
        (v128.const i8x16 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16)
        (v128.const i8x16 0 15 16 17 31 32 127 128 129 143 144 255 1 2 3 4))
      (v128.const i8x16 1 16 0 0 0 0 0 0 0 0 0 0 2 3 4 5))
    ;; By the bits of the mask, not by its upper one.
    (call $same
      (i8x16.relaxed_laneselect (i8x16.splat (i32.const -1)) (i8x16.splat (i32.const 0))
        (i8x16.splat (i32.const 0x81)))
      (i8x16.splat (i32.const 0x81)))
    (call $same
      (i64x2.relaxed_laneselect (i64x2.splat (i64.const -1)) (i64x2.splat (i64.const 0))
        (v128.const i64x2 0x7fffffffffffffff 0x8000000000000001))
      (v128.const i64x2 0x7fffffffffffffff 0x8000000000000001))
    (call $same
      (i16x8.relaxed_q15mulr_s (i16x8.splat (i32.const -32768)) (i16x8.splat (i32.const -32768)))
      (i16x8.splat (i32.const 32767)))
    ;; Both operands are signed; the sum of two products saturates.
    (call $same
      (i16x8.relaxed_dot_i8x16_i7x16_s (i8x16.splat (i32.const 3)) (i8x16.splat (i32.const -128)))
      (i16x8.splat (i32.const -768)))
    (call $same
      (i16x8.relaxed_dot_i8x16_i7x16_s (i8x16.splat (i32.const -128)) (i8x16.splat (i32.const -128)))
      (i16x8.splat (i32.const 32767)))
    (call $same
      (i32x4.relaxed_dot_i8x16_i7x16_add_s (i8x16.splat (i32.const 3)) (i8x16.splat (i32.const -128))
        (i32x4.splat (i32.const 5)))
      (i32x4.splat (i32.const -1531)))))
