;; Made by the fuzzer, `--keep`; see docs/fuzzing.md.
(module $c0m0
  (type (;0;) (func (param i32 i64 i32 i64 i32 i32 i64 i64) (result i64)))
  (type (;1;) (func (result i64 i64)))
  (memory (;0;) i64 7 8 (pagesize 0x1))
  (export "edge 0" (func 0))
  (export "edge 1" (func 1))
  (export "state 0" (func 2))
  (func (;0;) (type 0) (param i32 i64 i32 i64 i32 i32 i64 i64) (result i64)
    (local i64 v128 i64)
    local.get 1
    local.set 8
    local.get 3
    i64x2.splat
    local.set 9
    loop ;; label = @1
      i64.const 1
      local.get 7
      i64.sub
      local.get 10
      i64.const 0
      i64.mul
      i64.add
      i64.const 13
      i64.const 13
      memory.copy
      local.get 3
      i64.const 4
      i64.shl
      i64.const 274877906943
      i64.const 9223372036854775807
      i64.add
      i64.shl
      i32.const -1049946337
      local.get 0
      i32.shr_s
      i64.extend_i32_u
      i64.rotl
      local.get 6
      i64.const 2
      i64.shl
      i64.add
      i64.const 1
      i64.add
      local.get 10
      i64.const 0
      i64.mul
      i64.add
      i64.load16_s offset=7 align=1
      local.get 8
      i64.const 1099511628211
      i64.mul
      i64.xor
      local.set 8
      local.get 10
      i64.const 1
      i64.add
      local.tee 10
      i64.const 5
      i64.lt_u
      br_if 0 (;@1;)
    end
    local.get 8
  )
  (func (;1;) (type 0) (param i32 i64 i32 i64 i32 i32 i64 i64) (result i64)
    (local i64 v128 i64 i64 i64 i64 i64)
    local.get 1
    local.set 8
    local.get 3
    i64x2.splat
    local.set 9
    i64.const 162
    i64.const -6522820252551148523
    i64.xor
    i64.const 199
    i64.const 9223372036854775807
    i64.xor
    i64.and
    local.set 11
    local.get 2
    i64.extend_i32_u
    local.get 1
    i64.const -1
    i64.add
    i64.sub
    local.set 12
    local.get 3
    i64.extend32_s
    local.get 1
    local.get 3
    i64.shr_s
    i64.sub
    local.set 13
    i64.const -1
    i32.wrap_i64
    i64.extend_i32_u
    local.set 14
    loop ;; label = @1
      local.get 10
      i64.const 1
      i64.add
      local.tee 10
      i64.const 5
      i64.lt_u
      br_if 0 (;@1;)
    end
    local.get 8
    local.get 11
    i64.xor
    local.get 12
    i64.xor
    local.get 13
    i64.xor
    local.get 14
    i64.xor
  )
  (func (;2;) (type 1) (result i64 i64)
    (local i64 i64 i64)
    memory.size
    i64.const 1
    i64.mul
    local.set 2
    i64.const 0
    local.set 0
    block ;; label = @1
      loop ;; label = @2
        local.get 0
        local.get 2
        i64.ge_u
        br_if 1 (;@1;)
        local.get 0
        i64.load8_u
        local.get 1
        i64.xor
        i64.const 1099511628211
        i64.mul
        local.set 1
        local.get 0
        i64.const 1
        i64.add
        local.tee 0
        i64.const 96
        i64.lt_u
        br_if 0 (;@2;)
      end
    end
    i64.const 0
    local.set 0
    block ;; label = @1
      loop ;; label = @2
        local.get 0
        local.get 2
        i64.ge_u
        br_if 1 (;@1;)
        local.get 0
        i64.load8_u
        local.get 1
        i64.xor
        i64.const 1099511628211
        i64.mul
        local.set 1
        local.get 0
        i64.const 1
        i64.add
        local.tee 0
        i64.const 96
        i64.lt_u
        br_if 0 (;@2;)
      end
    end
    i64.const 0
    local.set 0
    block ;; label = @1
      loop ;; label = @2
        local.get 0
        local.get 2
        i64.ge_u
        br_if 1 (;@1;)
        local.get 0
        i64.load8_u
        local.get 1
        i64.xor
        i64.const 1099511628211
        i64.mul
        local.set 1
        local.get 0
        i64.const 1
        i64.add
        local.tee 0
        i64.const 96
        i64.lt_u
        br_if 0 (;@2;)
      end
    end
    i64.const 2147483600
    local.set 0
    block ;; label = @1
      loop ;; label = @2
        local.get 0
        local.get 2
        i64.ge_u
        br_if 1 (;@1;)
        local.get 0
        i64.load8_u
        local.get 1
        i64.xor
        i64.const 1099511628211
        i64.mul
        local.set 1
        local.get 0
        i64.const 1
        i64.add
        local.tee 0
        i64.const 2147483696
        i64.lt_u
        br_if 0 (;@2;)
      end
    end
    i64.const 4294967248
    local.set 0
    block ;; label = @1
      loop ;; label = @2
        local.get 0
        local.get 2
        i64.ge_u
        br_if 1 (;@1;)
        local.get 0
        i64.load8_u
        local.get 1
        i64.xor
        i64.const 1099511628211
        i64.mul
        local.set 1
        local.get 0
        i64.const 1
        i64.add
        local.tee 0
        i64.const 4294967344
        i64.lt_u
        br_if 0 (;@2;)
      end
    end
    memory.size
    local.get 1
  )
  (data (;0;) "\a5\a4\a7\a6\a1\a0\a3\a2\ad\ac\af\ae\a9\a8\ab\aa\b5\b4\b7\b6\b1\b0\b3\b2\bd\bc\bf\be\b9\b8\bb\ba\85\84\87\86\81\80\83\82\8d\8c\8f\8e\89\88\8b\8a\95\94\97\96\91\90\93\92\9d\9c\9f\9e\99\98\9b\9a\e5\e4\e7\e6\e1\e0")
)
(register "m0" $c0m0)
(assert_trap (invoke $c0m0 "edge 0" (i32.const 0x1) (i64.const 0x0) (i32.const 0x1) (i64.const 0x8a) (i32.const 0x59) (i32.const 0xffffffff) (i64.const 0x0) (i64.const 0xb)) "out of bounds memory access")
(assert_return (invoke $c0m0 "edge 1" (i32.const 0x0) (i64.const 0x0) (i32.const 0x80000000) (i64.const 0x7fffffffffffffff) (i32.const 0x1) (i32.const 0x1d) (i64.const 0x400000000000000) (i64.const 0x8000000000000000)) (i64.const 0xda85b675a8f70c31))
(assert_trap (invoke $c0m0 "edge 0" (i32.const 0x7fffffff) (i64.const 0x7fffffffffffffff) (i32.const 0x7fffffff) (i64.const 0x3) (i32.const 0xffffffff) (i32.const 0x0) (i64.const 0x3ffffffffffffffd) (i64.const 0xf)) "out of bounds memory access")
(assert_trap (invoke $c0m0 "edge 0" (i32.const 0x80000000) (i64.const 0x0) (i32.const 0x0) (i64.const 0x0) (i32.const 0x0) (i32.const 0x0) (i64.const 0x3ffffffffffffffb) (i64.const 0xffffffff8000000e)) "out of bounds memory access")
(assert_return (invoke $c0m0 "state 0") (i64.const 0x7) (i64.const 0x0))
(assert_return (invoke $c0m0 "edge 1" (i32.const 0x1) (i64.const 0x0) (i32.const 0xb9471c07) (i64.const 0x0) (i32.const 0x78) (i32.const 0x9f) (i64.const 0xca661f4b53c32b45) (i64.const 0x8000000000000000)) (i64.const 0x257a498a6e4fefc7))
(assert_return (invoke $c0m0 "edge 1" (i32.const 0x52) (i64.const 0x7fffffffffffffff) (i32.const 0xb8) (i64.const 0x1) (i32.const 0xffffffff) (i32.const 0xffffffff) (i64.const 0x1) (i64.const 0xffffffffffffffff)) (i64.const 0x1a85b67528f70c88))
(assert_return (invoke $c0m0 "state 0") (i64.const 0x7) (i64.const 0x0))
(assert_return (invoke $c0m0 "edge 1" (i32.const 0x2fad554e) (i64.const 0xffffffffffffffff) (i32.const 0xf9) (i64.const 0x7fffffffffffffff) (i32.const 0x0) (i32.const 0x0) (i64.const 0x8000000000000000) (i64.const 0x8000000000000000)) (i64.const 0xda85b67528f70ccb))
(assert_return (invoke $c0m0 "edge 1" (i32.const 0x83b855af) (i64.const 0x8000000000000000) (i32.const 0xffffffff) (i64.const 0x0) (i32.const 0xffffffff) (i32.const 0x1) (i64.const 0x7fffffffffffffff) (i64.const 0x7fffffffffffffff)) (i64.const 0xa57a498bd708f3cf))
(assert_return (invoke $c0m0 "state 0") (i64.const 0x7) (i64.const 0x0))
(assert_return (invoke $c0m0 "edge 1" (i32.const 0x0) (i64.const 0xffffffffffffffff) (i32.const 0xc503237e) (i64.const 0xa0) (i32.const 0xac08cff4) (i32.const 0x7) (i64.const 0x0) (i64.const 0xae)) (i64.const 0xda85b675edf42f11))
(assert_return (invoke $c0m0 "state 0") (i64.const 0x7) (i64.const 0x0))
(assert_trap (invoke $c0m0 "edge 0" (i32.const 0x0) (i64.const 0x4000000000000) (i32.const 0xa2) (i64.const 0x0) (i32.const 0xffffffff) (i32.const 0x1) (i64.const 0x1ffffffd) (i64.const 0x4)) "out of bounds memory access")
(assert_trap (invoke $c0m0 "edge 0" (i32.const 0x80000000) (i64.const 0x7fffffffffffffff) (i32.const 0x80000000) (i64.const 0x0) (i32.const 0x1ffff) (i32.const 0x3f136b65) (i64.const 0x3fffffff) (i64.const 0xffffffff0000000e)) "out of bounds memory access")
(assert_return (invoke $c0m0 "state 0") (i64.const 0x7) (i64.const 0x0))
(assert_trap (invoke $c0m0 "edge 0" (i32.const 0x0) (i64.const 0x2d3be215696b0991) (i32.const 0x7fffffff) (i64.const 0x7fffffffffffffff) (i32.const 0x0) (i32.const 0x0) (i64.const 0x1) (i64.const 0x1)) "out of bounds memory access")
(assert_return (invoke $c0m0 "state 0") (i64.const 0x7) (i64.const 0x0))
