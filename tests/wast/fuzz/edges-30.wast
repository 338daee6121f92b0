;; Made by the fuzzer, `--keep`; see docs/fuzzing.md.
(module $c0m0
  (type (;0;) (func (param i32 i64 i32 i64 i32 i32 i64 i64) (result i64)))
  (type (;1;) (func (result i64 i64)))
  (memory (;0;) 0 1 (pagesize 0x1))
  (export "edge 0" (func 0))
  (export "edge 1" (func 1))
  (export "state 0" (func 2))
  (func (;0;) (type 0) (param i32 i64 i32 i64 i32 i32 i64 i64) (result i64)
    (local i64 v128 i64 i64 i64 i64 i64)
    local.get 1
    local.set 8
    local.get 3
    i64x2.splat
    local.set 9
    local.get 1
    local.get 1
    i64.shl
    i64.const 2
    i64.shl
    local.set 11
    local.get 0
    local.get 0
    i32.const 276619467
    select
    i64.extend_i32_u
    local.set 12
    local.get 1
    local.get 3
    i64.const 2
    i64.shl
    local.get 2
    i32.const 960691602
    i32.add
    select
    local.set 13
    local.get 2
    i64.extend_i32_s
    i64.const 16777216
    i64.add
    local.set 14
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
  (func (;1;) (type 0) (param i32 i64 i32 i64 i32 i32 i64 i64) (result i64)
    (local i64 v128 i64 i64 i64 i64 i64)
    local.get 1
    local.set 8
    local.get 3
    i64x2.splat
    local.set 9
    i64.const 227
    local.set 11
    local.get 1
    i64.const 9223372036854775807
    i64.add
    i64.const 9223372036854775807
    i64.add
    local.set 12
    local.get 1
    i64.const -9223372036854775808
    i32.const 2147483647
    select
    local.get 3
    local.get 3
    i64.sub
    i64.xor
    local.set 13
    local.get 1
    i64.const 0
    i64.add
    local.get 3
    i64.shl
    local.set 14
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
    i64.extend_i32_u
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
        i32.wrap_i64
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
        i32.wrap_i64
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
        i32.wrap_i64
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
        i32.wrap_i64
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
        i32.wrap_i64
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
    i64.extend_i32_u
    local.get 1
  )
  (data (;0;) "\a5\a4\a7\a6\a1\a0\a3\a2\ad\ac\af\ae\a9\a8\ab\aa\b5\b4\b7\b6\b1\b0\b3\b2\bd\bc\bf\be\b9\b8\bb\ba\85\84\87\86\81\80\83\82\8d\8c\8f\8e\89\88\8b\8a\95\94\97\96\91\90\93\92\9d\9c\9f\9e\99\98\9b\9a\e5\e4\e7\e6\e1\e0")
)
(register "m0" $c0m0)
(assert_return (invoke $c0m0 "edge 0" (i32.const 0x8eae2dea) (i64.const 0x1ffff) (i32.const 0x7f) (i64.const 0xffffffffffffffff) (i32.const 0x7fffffff) (i32.const 0x1) (i64.const 0xffffffffffffffff) (i64.const 0x8000000000000000)) (i64.const 0x8fae2d95))
(assert_return (invoke $c0m0 "edge 1" (i32.const 0x0) (i64.const 0x0) (i32.const 0x7fffffff) (i64.const 0x1) (i32.const 0x80000000) (i32.const 0x1) (i64.const 0xcc62503c17a234d5) (i64.const 0x3fff)) (i64.const 0xffffffffffffff1d))
(assert_return (invoke $c0m0 "edge 0" (i32.const 0x0) (i64.const 0x0) (i32.const 0xb5) (i64.const 0x8000000) (i32.const 0x7fffffff) (i32.const 0x1) (i64.const 0x8000000000000000) (i64.const 0x7fffffffffffffff)) (i64.const 0x10000b5))
(assert_return (invoke $c0m0 "edge 1" (i32.const 0x2000) (i64.const 0x0) (i32.const 0x7fffffff) (i64.const 0xffffffffffffffff) (i32.const 0x0) (i32.const 0x47ea4216) (i64.const 0xffffffffffffffff) (i64.const 0xffffffffffffffff)) (i64.const 0xffffffffffffff1d))
(assert_return (invoke $c0m0 "edge 1" (i32.const 0x17d75b2e) (i64.const 0xffffffffffffffff) (i32.const 0x84) (i64.const 0x8000000000000000) (i32.const 0x1) (i32.const 0xffffffff) (i64.const 0x8000000000000000) (i64.const 0x0)) (i64.const 0xe1))
(assert_return (invoke $c0m0 "edge 0" (i32.const 0xffffffff) (i64.const 0x0) (i32.const 0x1) (i64.const 0x8000000000000000) (i32.const 0x7fffffff) (i32.const 0x80000000) (i64.const 0x0) (i64.const 0x4000000000000)) (i64.const 0xfefffffe))
(assert_return (invoke $c0m0 "edge 0" (i32.const 0x0) (i64.const 0x1) (i32.const 0x7fffffff) (i64.const 0x9d) (i32.const 0xffffffff) (i32.const 0x80000000) (i64.const 0x1) (i64.const 0x3ffffffffff)) (i64.const 0x80fffff7))
(assert_return (invoke $c0m0 "edge 0" (i32.const 0x7fffffff) (i64.const 0x1) (i32.const 0x7) (i64.const 0x1fffffffffffff) (i32.const 0x0) (i32.const 0x7fffffff) (i64.const 0x0) (i64.const 0x0)) (i64.const 0x7efffff0))
(assert_return (invoke $c0m0 "state 0") (i64.const 0x0) (i64.const 0x0))
(assert_return (invoke $c0m0 "edge 0" (i32.const 0x2000000) (i64.const 0x7fffffffffffffff) (i32.const 0x0) (i64.const 0x1) (i32.const 0xffffff) (i32.const 0x80000000) (i64.const 0x7fffffffffffffff) (i64.const 0x2000)) (i64.const 0x3000000))
(assert_return (invoke $c0m0 "state 0") (i64.const 0x0) (i64.const 0x0))
(assert_return (invoke $c0m0 "edge 1" (i32.const 0x1) (i64.const 0x24) (i32.const 0xffffffff) (i64.const 0xfc) (i32.const 0x1) (i32.const 0xba34555a) (i64.const 0x1000000000000) (i64.const 0x131cbe696697274e)) (i64.const 0x40000000000000c1))
(assert_return (invoke $c0m0 "edge 0" (i32.const 0x87217c92) (i64.const 0xd4) (i32.const 0x7fffffff) (i64.const 0x0) (i32.const 0x7fffffff) (i32.const 0x2c) (i64.const 0xa0a2581f16be58e8) (i64.const 0x7fffffffff)) (i64.const 0x32de836d))
(assert_return (invoke $c0m0 "edge 0" (i32.const 0x1000) (i64.const 0x7fffffffffffffff) (i32.const 0x80000000) (i64.const 0x6904090f83d09034) (i32.const 0x80000000) (i32.const 0xb8) (i64.const 0x1) (i64.const 0x1)) (i64.const 0xffffffff81001000))
(assert_return (invoke $c0m0 "state 0") (i64.const 0x0) (i64.const 0x0))
