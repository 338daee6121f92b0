;; Made by the fuzzer, `--keep`; see docs/fuzzing.md.
(module $c0m0
  (type (;0;) (func (param i32 i64 f32 f64 v128 v128 i32 i64) (result v128 v128 v128 i64 f64 i32 f32 i64)))
  (memory (;0;) 1 1)
  (export "f0" (func 0))
  (export "f1" (func 1))
  (export "memory" (memory 0))
  (func (;0;) (type 0) (param i32 i64 f32 f64 v128 v128 i32 i64) (result v128 v128 v128 i64 f64 i32 f32 i64)
    (local i32 i64 f32 f32 f64 v128)
    local.get 0
    i32.const 2147483647
    i32.div_s
    local.set 8
    local.get 1
    local.get 7
    local.get 6
    select
    local.set 9
    local.get 6
    i32.const 255
    i32.and
    f32.load align=1
    local.set 10
    local.get 4
    local.get 4
    local.get 4
    local.get 9
    local.get 3
    local.get 6
    local.get 10
    local.get 1
  )
  (func (;1;) (type 0) (param i32 i64 f32 f64 v128 v128 i32 i64) (result v128 v128 v128 i64 f64 i32 f32 i64)
    (local v128 v128 f64 f32 f64 v128)
    local.get 4
    v128.const i32x4 0xffffffff 0xffffffff 0xffffffff 0xffffffff
    i8x16.shuffle 0 1 6 7 18 19 26 27 26 27 26 27 18 19 28 29
    local.set 8
    v128.const i32x4 0x7fff7fff 0x7fff7fff 0x7fff7fff 0x7fff7fff
    v128.const i32x4 0x00620062 0x00620062 0x00620062 0x00620062
    v128.andnot
    local.set 9
    local.get 3
    f64.neg
    local.set 10
    local.get 8
    local.get 5
    local.get 9
    local.get 1
    local.get 3
    local.get 6
    local.get 2
    local.get 1
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
(assert_return (invoke $c0m0 "f0" (i32.const 0x7fffffff) (i64.const 0x8000000000000000) (f32.const -0x1.fffffep127) (f64.const 0x1.fffffffffffffp1023) (v128.const i64x2 0xd0 0xffffffffffffffff) (v128.const i64x2 0xfe 0xffffffffffffffff) (i32.const 0x1) (i64.const 0x30)) (v128.const i64x2 0xd0 0xffffffffffffffff) (v128.const i64x2 0xd0 0xffffffffffffffff) (v128.const i64x2 0xd0 0xffffffffffffffff) (i64.const 0x8000000000000000) (f64.const 0x1.fffffffffffffp1023) (i32.const 0x1) (f32.const 0) (i64.const 0x8000000000000000))
(assert_return (invoke $c0m0 "f0" (i32.const 0xffffffff) (i64.const 0x0) (f32.const nan:0x400000) (f64.const -inf) (v128.const i64x2 0x65 0x7fffffffffffffff) (v128.const i64x2 0x0 0x1) (i32.const 0x7ffffff) (i64.const 0x0)) (v128.const i64x2 0x65 0x7fffffffffffffff) (v128.const i64x2 0x65 0x7fffffffffffffff) (v128.const i64x2 0x65 0x7fffffffffffffff) (i64.const 0x0) (f64.const -inf) (i32.const 0x7ffffff) (f32.const 0) (i64.const 0x0))
(assert_return (invoke $c0m0 "f1" (i32.const 0x18) (i64.const 0x8000000000000000) (f32.const nan:0x400000) (f64.const 0x1.fffffffffffffp1023) (v128.const i64x2 0xa3 0xffffffffffffffff) (v128.const i64x2 0x1 0x200000000000000) (i32.const 0x0) (i64.const 0x8000000000000000)) (v128.const i64x2 0xffffffff000000a3 0xffffffffffffffff) (v128.const i64x2 0x1 0x200000000000000) (v128.const i64x2 0x7f9d7f9d7f9d7f9d 0x7f9d7f9d7f9d7f9d) (i64.const 0x8000000000000000) (f64.const 0x1.fffffffffffffp1023) (i32.const 0x0) (f32.const nan:0x400000) (i64.const 0x8000000000000000))
(assert_return (invoke $c0m0 "f1" (i32.const 0x0) (i64.const 0x7fffffffffffffff) (f32.const 0x0.000002p-126) (f64.const 0) (v128.const i64x2 0xdc 0x8000000000000000) (v128.const i64x2 0x7fffffffffffffff 0xa2) (i32.const 0x1) (i64.const 0x4000000000000000)) (v128.const i64x2 0xffffffff000000dc 0xffffffffffffffff) (v128.const i64x2 0x7fffffffffffffff 0xa2) (v128.const i64x2 0x7f9d7f9d7f9d7f9d 0x7f9d7f9d7f9d7f9d) (i64.const 0x7fffffffffffffff) (f64.const 0) (i32.const 0x1) (f32.const 0x0.000002p-126) (i64.const 0x7fffffffffffffff))
(assert_return (invoke $c0m0 "f0" (i32.const 0xffffffff) (i64.const 0x66) (f32.const 0x0.fffffep-126) (f64.const -0x1.0000000000000p-1022) (v128.const i64x2 0xffffffffffffffff 0xffffffffffffffff) (v128.const i64x2 0x1 0x8000000000000000) (i32.const 0x3fff) (i64.const 0x8000000000000000)) (v128.const i64x2 0xffffffffffffffff 0xffffffffffffffff) (v128.const i64x2 0xffffffffffffffff 0xffffffffffffffff) (v128.const i64x2 0xffffffffffffffff 0xffffffffffffffff) (i64.const 0x66) (f64.const -0x1.0000000000000p-1022) (i32.const 0x3fff) (f32.const 0) (i64.const 0x66))
(assert_return (invoke $c0m0 "f0" (i32.const 0x20000000) (i64.const 0x8000000000000000) (f32.const 0) (f64.const 0) (v128.const i64x2 0x8000000000000000 0x8000000000000000) (v128.const i64x2 0xffffffffffffffff 0x20000000) (i32.const 0xe1) (i64.const 0x1)) (v128.const i64x2 0x8000000000000000 0x8000000000000000) (v128.const i64x2 0x8000000000000000 0x8000000000000000) (v128.const i64x2 0x8000000000000000 0x8000000000000000) (i64.const 0x8000000000000000) (f64.const 0) (i32.const 0xe1) (f32.const 0) (i64.const 0x8000000000000000))
(assert_return (invoke $c0m1 "memory 0") (i64.const 0x1) (i64.const 0x0))
