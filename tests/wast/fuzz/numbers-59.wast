;; Made by the fuzzer, `--keep`; see docs/fuzzing.md.
(module $c0m0
  (type (;0;) (func (param i32 i64 f32 f64 v128 v128 i32 i64) (result v128 v128 v128 i64 f64 i32 f32 i64)))
  (memory (;0;) 1 1)
  (export "f0" (func 0))
  (export "memory" (memory 0))
  (func (;0;) (type 0) (param i32 i64 f32 f64 v128 v128 i32 i64) (result v128 v128 v128 i64 f64 i32 f32 i64)
    (local v128 i32 v128 f32 f64 v128)
    local.get 5
    local.get 4
    i8x16.min_s
    local.set 8
    local.get 5
    i16x8.all_true
    local.set 9
    local.get 4
    local.get 5
    f64x2.gt
    local.set 10
    local.get 4
    local.get 5
    local.get 5
    local.get 7
    local.get 3
    local.get 0
    local.get 2
    local.get 7
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
(assert_return (invoke $c0m0 "f0" (i32.const 0x0) (i64.const 0x0) (f32.const -inf) (f64.const 0) (v128.const i64x2 0x7f 0x7fffffffffffffff) (v128.const i64x2 0xbf95966ff624aae4 0x0) (i32.const 0x80000000) (i64.const 0xffffffffffffffff)) (v128.const i64x2 0x7f 0x7fffffffffffffff) (v128.const i64x2 0xbf95966ff624aae4 0x0) (v128.const i64x2 0xbf95966ff624aae4 0x0) (i64.const 0xffffffffffffffff) (f64.const 0) (i32.const 0x0) (f32.const -inf) (i64.const 0xffffffffffffffff))
(assert_return (invoke $c0m0 "f0" (i32.const 0x0) (i64.const 0x7fffffffffffffff) (f32.const -0x1.000000p-126) (f64.const 0x0.fffffffffffffp-1022) (v128.const i64x2 0x7fffffffffffffff 0x0) (v128.const i64x2 0xffffffffffffffff 0xffffffffffffffff) (i32.const 0xfc) (i64.const 0x10)) (v128.const i64x2 0x7fffffffffffffff 0x0) (v128.const i64x2 0xffffffffffffffff 0xffffffffffffffff) (v128.const i64x2 0xffffffffffffffff 0xffffffffffffffff) (i64.const 0x10) (f64.const 0x0.fffffffffffffp-1022) (i32.const 0x0) (f32.const -0x1.000000p-126) (i64.const 0x10))
(assert_return (invoke $c0m0 "f0" (i32.const 0xffffffff) (i64.const 0x800000000000) (f32.const -0x1.000000p-126) (f64.const 0x1.654498b59814cp718) (v128.const i64x2 0x6876d21dcaed3c47 0x1ffffffffff) (v128.const i64x2 0x3ffffffffffffff 0x18) (i32.const 0x80000000) (i64.const 0x0)) (v128.const i64x2 0x6876d21dcaed3c47 0x1ffffffffff) (v128.const i64x2 0x3ffffffffffffff 0x18) (v128.const i64x2 0x3ffffffffffffff 0x18) (i64.const 0x0) (f64.const 0x1.654498b59814cp718) (i32.const 0xffffffff) (f32.const -0x1.000000p-126) (i64.const 0x0))
(assert_return (invoke $c0m1 "memory 0") (i64.const 0x1) (i64.const 0x0))
