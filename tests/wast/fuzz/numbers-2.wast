;; Made by the fuzzer, `--keep`; see docs/fuzzing.md.
(module $c0m0
  (type (;0;) (func (param i32 i64 f32 f64 v128 v128 i32 i64) (result v128 v128 v128 i64 f64 i32 f32 i64)))
  (memory (;0;) 1 1)
  (export "f0" (func 0))
  (export "memory" (memory 0))
  (func (;0;) (type 0) (param i32 i64 f32 f64 v128 v128 i32 i64) (result v128 v128 v128 i64 f64 i32 f32 i64)
    (local i64 f64 v128 i64 i32 v128 v128 v128 i64 i64 f64 i32 f64 v128 f64 f64 v128 v128 v128 v128 v128 i64 i32 f32 v128 i32 i32 f32 f64 v128)
    local.get 7
    i64.clz
    local.set 8
    local.get 3
    local.get 3
    f64.copysign
    local.set 9
    v128.const i32x4 0xffffffff 0xffffffff 0xffffffff 0xffffffff
    local.get 4
    i16x8.ge_s
    local.set 10
    local.get 6
    i32.const 255
    i32.and
    i32.const 2147483647
    i32.store8
    local.get 10
    i64x2.extract_lane 1
    local.set 11
    i32.const 0
    i32.const -2147483648
    i32.rem_u
    local.set 12
    v128.const i32x4 0x00000001 0x00000000 0x8060559f 0x545bbe08
    local.get 10
    i16x8.ge_s
    local.set 13
    local.get 5
    v128.const i32x4 0x0b0a0908 0x0f0e0d0c 0x1b1a1918 0x1f1e1d1c
    i8x16.swizzle
    local.set 14
    local.get 5
    local.get 10
    i16x8.ge_s
    local.set 15
    local.get 1
    i64.clz
    local.set 16
    local.get 12
    i32.const 240
    i32.and
    i64.load align=1
    local.set 17
    f64.const 0x0p+0 (;=0;)
    local.get 3
    f64.copysign
    local.set 18
    local.get 12
    i32.const 268435455
    i32.rem_u
    local.set 19
    local.get 0
    i32.const 255
    i32.and
    local.get 13
    v128.store offset=16 align=1
    local.get 18
    local.get 9
    f64.copysign
    local.set 20
    local.get 6
    i32.const 4095
    i32.and
    v128.load offset=1 align=1
    local.set 21
    local.get 9
    local.get 18
    f64.copysign
    local.set 22
    local.get 6
    i32.const 240
    i32.and
    f64.load offset=16 align=1
    local.set 23
    local.get 13
    v128.const i32x4 0x10111a1d 0x1e151f15 0x12191116 0x191d141c
    i16x8.gt_u
    local.set 24
    local.get 19
    i32.const 4095
    i32.and
    v128.load8x8_s offset=40 align=1
    local.set 25
    local.get 4
    v128.const i32x4 0x1f1e1d1c 0x1b1a1918 0x1b1a1918 0x13121110
    i8x16.shuffle 8 9 10 11 12 13 14 15 16 17 18 19 20 21 22 23
    local.set 26
    local.get 19
    i32.const 4095
    i32.and
    local.get 2
    f32.store offset=40 align=1
    v128.const i32x4 0x00010001 0x00010001 0x00010001 0x00010001
    local.get 25
    i16x8.ge_s
    local.set 27
    local.get 24
    v128.const i32x4 0x13120100 0x17160504 0x0b0a0908 0x1f1e0d0c
    i8x16.swizzle
    local.set 28
    local.get 8
    i64.clz
    local.set 29
    local.get 18
    local.get 3
    f64.le
    local.set 30
    local.get 2
    local.get 2
    local.get 19
    select
    local.set 31
    v128.const i32x4 0x05040302 0x09080706 0x0d0c0b0a 0x11100f0e
    local.get 26
    i16x8.gt_u
    local.set 32
    local.get 18
    local.get 18
    f64.le
    local.set 33
    local.get 23
    local.get 9
    f64.le
    local.set 34
    local.get 26
    local.get 28
    local.get 4
    local.get 7
    local.get 18
    local.get 19
    local.get 2
    local.get 16
  )
)
(register "m0" $c0m0)
(module $c0m1
  (type (;0;) (func (param i32 i64 f32 f64 v128 v128 i32 i64) (result v128 v128 v128 i64 f64 i32 f32 i64)))
  (type (;1;) (func (result i64 i64)))
  (type (;2;) (func (param i32)))
  (import "m0" "memory" (memory (;0;) 1 1))
  (export "memory 0" (func 0))
  (func (;0;) (type 1) (result i64 i64)
    (local i64 i64 i64)
    memory.size
    i64.extend_i32_u
    i64.const 16
    i64.shl
    local.set 2
    block ;; label = @1
      loop ;; label = @2
        local.get 0
        i64.const 8
        i64.add
        local.get 2
        i64.gt_u
        br_if 1 (;@1;)
        local.get 0
        i32.wrap_i64
        i64.load align=1
        local.get 1
        i64.xor
        i64.const 1099511628211
        i64.mul
        local.set 1
        nop
        local.get 0
        i64.const 8
        i64.add
        local.set 0
        br 0 (;@2;)
      end
    end
    block ;; label = @1
      loop ;; label = @2
        local.get 0
        i64.const 1
        i64.add
        local.get 2
        i64.gt_u
        br_if 1 (;@1;)
        local.get 0
        i32.wrap_i64
        i64.load8_u
        local.get 1
        i64.xor
        i64.const 1099511628211
        i64.mul
        local.set 1
        nop
        local.get 0
        i64.const 1
        i64.add
        local.set 0
        br 0 (;@2;)
      end
    end
    memory.size
    i64.extend_i32_u
    local.get 1
  )
)
(register "m1" $c0m1)
(assert_return (invoke $c0m0 "f0" (i32.const 0x3fffff) (i64.const 0x0) (f32.const 0x0.000002p-126) (f64.const 0x1.0f00000000000p8) (v128.const i64x2 0x1c544dd3234423de 0x0) (v128.const i64x2 0x200000000 0x8c3583e7913e79cf) (i32.const 0xffffffff) (i64.const 0x0)) (v128.const i64x2 0x0 0x1b1a19181f1e1d1c) (v128.const i64x2 0xffff0000ffff 0xffff) (v128.const i64x2 0x1c544dd3234423de 0x0) (i64.const 0x0) (f64.const 0) (i32.const 0x0) (f32.const 0x0.000002p-126) (i64.const 0x40))
(assert_return (invoke $c0m0 "f0" (i32.const 0x0) (i64.const 0x8000000000000000) (f32.const -inf) (f64.const -0x1.fffffffffffffp1023) (v128.const i64x2 0x8000000000000000 0x0) (v128.const i64x2 0x7fffffffffffffff 0xffffffffffffffff) (i32.const 0xe3b1a45d) (i64.const 0x0)) (v128.const i64x2 0x0 0x1b1a19181f1e1d1c) (v128.const i64x2 0xffff0000ffff 0xffff) (v128.const i64x2 0x8000000000000000 0x0) (i64.const 0x0) (f64.const -0) (i32.const 0x0) (f32.const -inf) (i64.const 0x0))
(assert_return (invoke $c0m0 "f0" (i32.const 0xffffff) (i64.const 0xffffffffffffffff) (f32.const 0) (f64.const 0x0.fffffffffffffp-1022) (v128.const i64x2 0x80000000000 0xffffffffffffffff) (v128.const i64x2 0x83 0x8000000000000000) (i32.const 0x1) (i64.const 0x1ff)) (v128.const i64x2 0xffffffffffffffff 0x1b1a19181f1e1d1c) (v128.const i64x2 0xffff0000ffff 0xffff) (v128.const i64x2 0x80000000000 0xffffffffffffffff) (i64.const 0x1ff) (f64.const 0) (i32.const 0x0) (f32.const 0) (i64.const 0x0))
(assert_return (invoke $c0m1 "memory 0") (i64.const 0x1) (i64.const 0xc4800e2bef67852c))
