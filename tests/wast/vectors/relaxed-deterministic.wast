;;! relaxed_simd = true
;;! deterministic_relaxed_simd = true
;; Core, "Deterministic Profile": of the results in `relaxed.wast` the first.

(module
  (func (export "swizzle") (param v128 v128) (result v128)
    (i8x16.relaxed_swizzle (local.get 0) (local.get 1)))
  (func (export "trunc") (param v128) (result v128)
    (i32x4.relaxed_trunc_f32x4_s (local.get 0)))
  (func (export "trunc-u") (param v128) (result v128)
    (i32x4.relaxed_trunc_f32x4_u (local.get 0)))
  (func (export "trunc-zero") (param v128) (result v128)
    (i32x4.relaxed_trunc_f64x2_s_zero (local.get 0)))
  (func (export "trunc-zero-u") (param v128) (result v128)
    (i32x4.relaxed_trunc_f64x2_u_zero (local.get 0)))
  (func (export "laneselect8") (param v128 v128 v128) (result v128)
    (i8x16.relaxed_laneselect (local.get 0) (local.get 1) (local.get 2)))
  (func (export "laneselect16") (param v128 v128 v128) (result v128)
    (i16x8.relaxed_laneselect (local.get 0) (local.get 1) (local.get 2)))
  (func (export "laneselect32") (param v128 v128 v128) (result v128)
    (i32x4.relaxed_laneselect (local.get 0) (local.get 1) (local.get 2)))
  (func (export "laneselect64") (param v128 v128 v128) (result v128)
    (i64x2.relaxed_laneselect (local.get 0) (local.get 1) (local.get 2)))
  (func (export "min") (param v128 v128) (result v128)
    (f32x4.relaxed_min (local.get 0) (local.get 1)))
  (func (export "max") (param v128 v128) (result v128)
    (f32x4.relaxed_max (local.get 0) (local.get 1)))
  (func (export "min64") (param v128 v128) (result v128)
    (f64x2.relaxed_min (local.get 0) (local.get 1)))
  (func (export "max64") (param v128 v128) (result v128)
    (f64x2.relaxed_max (local.get 0) (local.get 1)))
  (func (export "q15mulr") (param v128 v128) (result v128)
    (i16x8.relaxed_q15mulr_s (local.get 0) (local.get 1)))
  (func (export "dot") (param v128 v128) (result v128)
    (i16x8.relaxed_dot_i8x16_i7x16_s (local.get 0) (local.get 1)))
  (func (export "dot-add") (param v128 v128 v128) (result v128)
    (i32x4.relaxed_dot_i8x16_i7x16_add_s (local.get 0) (local.get 1) (local.get 2)))
)

;; Where the operands are as the instruction wants them, there is one result.
(assert_return (invoke "swizzle"
    (v128.const i8x16 100 101 102 103 104 105 106 107 108 109 110 111 112 113 114 115)
    (v128.const i8x16 15 14 13 12 11 10 9 8 7 6 5 4 3 2 1 0))
  (v128.const i8x16 115 114 113 112 111 110 109 108 107 106 105 104 103 102 101 100))

(assert_return (invoke "swizzle"
    (v128.const i8x16 100 101 102 103 104 105 106 107 108 109 110 111 112 113 114 115)
    (v128.const i8x16 16 17 127 -128 -1 0 0 0 0 0 0 0 0 0 0 0))
  (v128.const i8x16 0 0 0 0 0 100 100 100 100 100 100 100 100 100 100 100))

(assert_return (invoke "trunc"
    (v128.const f32x4 -1.9 1.9 2147483520 -2147483648))
  (v128.const i32x4 -1 1 2147483520 -2147483648))

(assert_return (invoke "trunc"
    (v128.const f32x4 2147483648 -1e30 nan inf))
  (v128.const i32x4 2147483647 -2147483648 0 2147483647))

(assert_return (invoke "trunc-u"
    (v128.const f32x4 1.9 4294967040 0 3000000000))
  (v128.const i32x4 1 4294967040 0 3000000000))

(assert_return (invoke "trunc-u"
    (v128.const f32x4 -1 nan 1e30 4294967296))
  (v128.const i32x4 0 0 -1 -1))

(assert_return (invoke "trunc-zero"
    (v128.const f64x2 -1.9 2147483647))
  (v128.const i32x4 -1 2147483647 0 0))

(assert_return (invoke "trunc-zero"
    (v128.const f64x2 2147483648 nan))
  (v128.const i32x4 2147483647 0 0 0))

(assert_return (invoke "trunc-zero-u"
    (v128.const f64x2 1.9 4294967295))
  (v128.const i32x4 1 -1 0 0))

(assert_return (invoke "trunc-zero-u"
    (v128.const f64x2 -1 nan))
  (v128.const i32x4 0 0 0 0))

;; Masks of ones and zeros.
(assert_return (invoke "laneselect8"
    (v128.const i8x16 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16)
    (v128.const i8x16 101 102 103 104 105 106 107 108 109 110 111 112 113 114 115 116)
    (v128.const i8x16 -1 0 -1 0 -1 0 -1 0 -1 0 -1 0 -1 0 -1 0))
  (v128.const i8x16 1 102 3 104 5 106 7 108 9 110 11 112 13 114 15 116))

(assert_return (invoke "laneselect16"
    (v128.const i16x8 1 2 3 4 5 6 7 8)
    (v128.const i16x8 101 102 103 104 105 106 107 108)
    (v128.const i16x8 -1 0 -1 0 -1 0 -1 0))
  (v128.const i16x8 1 102 3 104 5 106 7 108))

(assert_return (invoke "laneselect32"
    (v128.const i32x4 1 2 3 4)
    (v128.const i32x4 101 102 103 104)
    (v128.const i32x4 -1 0 -1 0))
  (v128.const i32x4 1 102 3 104))

(assert_return (invoke "laneselect64"
    (v128.const i64x2 1 2)
    (v128.const i64x2 101 102)
    (v128.const i64x2 -1 0))
  (v128.const i64x2 1 102))

(assert_return (invoke "laneselect8"
    (v128.const i8x16 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1)
    (v128.const i8x16 2 2 2 2 2 2 2 2 2 2 2 2 2 2 2 2)
    (v128.const i8x16 0x80 1 0 0 0 0 0 0 0 0 0 0 0 0 0 0))
  (v128.const i8x16 2 3 2 2 2 2 2 2 2 2 2 2 2 2 2 2))

(assert_return (invoke "laneselect16"
    (v128.const i16x8 1 1 1 1 1 1 1 1)
    (v128.const i16x8 2 2 2 2 2 2 2 2)
    (v128.const i16x8 0x8000 1 0 0 0 0 0 0))
  (v128.const i16x8 2 3 2 2 2 2 2 2))

(assert_return (invoke "laneselect32"
    (v128.const i32x4 1 1 1 1)
    (v128.const i32x4 2 2 2 2)
    (v128.const i32x4 0x80000000 1 0 0))
  (v128.const i32x4 2 3 2 2))

(assert_return (invoke "laneselect64"
    (v128.const i64x2 1 1)
    (v128.const i64x2 2 2)
    (v128.const i64x2 0x8000000000000000 1))
  (v128.const i64x2 2 3))

(assert_return (invoke "min"
    (v128.const f32x4 1 -1 5 -inf)
    (v128.const f32x4 2 -2 5 inf))
  (v128.const f32x4 1 -2 5 -inf))

(assert_return (invoke "max"
    (v128.const f32x4 1 -1 5 -inf)
    (v128.const f32x4 2 -2 5 inf))
  (v128.const f32x4 2 -1 5 inf))

(assert_return (invoke "min"
    (v128.const f32x4 nan 1 0 -0)
    (v128.const f32x4 1 nan -0 0))
  (v128.const f32x4 nan:canonical nan:canonical -0 -0))

(assert_return (invoke "max"
    (v128.const f32x4 nan 1 0 -0)
    (v128.const f32x4 1 nan -0 0))
  (v128.const f32x4 nan:canonical nan:canonical 0 0))

(assert_return (invoke "min64"
    (v128.const f64x2 nan 7)
    (v128.const f64x2 1 7))
  (v128.const f64x2 nan:canonical 7))

(assert_return (invoke "max64"
    (v128.const f64x2 nan 7)
    (v128.const f64x2 1 7))
  (v128.const f64x2 nan:canonical 7))

(assert_return (invoke "min64"
    (v128.const f64x2 1 7)
    (v128.const f64x2 nan 7))
  (v128.const f64x2 nan:canonical 7))

(assert_return (invoke "max64"
    (v128.const f64x2 1 7)
    (v128.const f64x2 nan 7))
  (v128.const f64x2 nan:canonical 7))

(assert_return (invoke "min64"
    (v128.const f64x2 0 7)
    (v128.const f64x2 -0 7))
  (v128.const f64x2 -0 7))

(assert_return (invoke "max64"
    (v128.const f64x2 0 7)
    (v128.const f64x2 -0 7))
  (v128.const f64x2 0 7))

(assert_return (invoke "min64"
    (v128.const f64x2 -0 7)
    (v128.const f64x2 0 7))
  (v128.const f64x2 -0 7))

(assert_return (invoke "max64"
    (v128.const f64x2 -0 7)
    (v128.const f64x2 0 7))
  (v128.const f64x2 0 7))

(assert_return (invoke "q15mulr"
    (v128.const i16x8 -32768 32767 16384 1 -1 0 100 -300)
    (v128.const i16x8 32767 32767 2 32767 32767 5 16384 16384))
  (v128.const i16x8 -32767 32766 1 1 -1 0 50 -150))

(assert_return (invoke "q15mulr"
    (v128.const i16x8 -32768 -32768 -32768 -32768 -32768 -32768 -32768 -32768)
    (v128.const i16x8 -32768 -32768 -32768 -32768 -32768 -32768 -32768 -32768))
  (v128.const i16x8 32767 32767 32767 32767 32767 32767 32767 32767))

(assert_return (invoke "dot"
    (v128.const i8x16 -128 -128 127 127 1 2 3 4 -5 6 7 -8 0 1 -1 0)
    (v128.const i8x16 127 127 127 127 5 6 7 8 9 10 11 12 13 14 15 16))
  (v128.const i16x8 -32512 32258 17 53 15 -19 14 -15))

(assert_return (invoke "dot"
    (v128.const i8x16 -128 -128 -128 127 127 1 1 1 0 0 0 0 0 0 0 0)
    (v128.const i8x16 -128 -128 -128 -1 -1 -128 -1 -1 0 0 0 0 0 0 0 0))
  (v128.const i16x8 32767 16257 -255 -2 0 0 0 0))

(assert_return (invoke "dot-add"
    (v128.const i8x16 -128 -128 -128 -128 127 127 127 127 1 2 3 4 0 0 0 0)
    (v128.const i8x16 127 127 127 127 127 127 127 127 5 6 7 8 0 0 0 0)
    (v128.const i32x4 1 2 3 4))
  (v128.const i32x4 -65023 64518 73 4))

(assert_return (invoke "dot-add"
    (v128.const i8x16 -128 -128 -128 -128 0 0 0 0 0 0 0 0 0 0 0 0)
    (v128.const i8x16 -128 -128 -128 -128 0 0 0 0 0 0 0 0 0 0 0 0)
    (v128.const i32x4 0 2 3 4))
  (v128.const i32x4 65534 2 3 4))
