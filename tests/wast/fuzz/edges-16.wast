;; Made by the fuzzer, `--keep`; see docs/fuzzing.md.
(module $c0m0
  (type (;0;) (func (param i32 i64 i32 i64 i32 i32 i64 i64) (result i64)))
  (type (;1;) (func (result i64 i64)))
  (memory (;0;) i64 65535 65535)
  (export "edge 0" (func 0))
  (export "state 0" (func 1))
  (func (;0;) (type 0) (param i32 i64 i32 i64 i32 i32 i64 i64) (result i64)
    (local i64 v128 i64)
    local.get 1
    local.set 8
    local.get 3
    i64x2.splat
    local.set 9
    local.get 2
    i64.extend_i32_s
    local.get 7
    i64.const 2
    i64.shl
    i64.add
    i64.const 127
    i64.add
    local.get 8
    i64.store32 offset=4294901755 align=2
    i64.const 1
    memory.grow
    drop
    local.get 1
    i64.const 32
    i64.shl
    i64.extend16_s
    local.get 6
    i64.const 2
    i64.shl
    i64.add
    local.get 8
    i64.store offset=23
    local.get 8
  )
  (func (;1;) (type 1) (result i64 i64)
    (local i64 i64 i64)
    memory.size
    i64.const 65536
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
    i64.const 4294901712
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
        i64.const 4294901808
        i64.lt_u
        br_if 0 (;@2;)
      end
    end
    i64.const 4294901712
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
        i64.const 4294901808
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
(assert_trap (invoke $c0m0 "edge 0" (i32.const 0x12118998) (i64.const 0x1) (i32.const 0x32) (i64.const 0xffffffffffffffff) (i32.const 0x80000000) (i32.const 0xb7) (i64.const 0x3ffffff8) (i64.const 0x3fffffffffffffd4)) "out of bounds memory access")
(assert_trap (invoke $c0m0 "edge 0" (i32.const 0x1) (i64.const 0x0) (i32.const 0xffffffff) (i64.const 0x0) (i32.const 0xc5) (i32.const 0xffffffff) (i64.const 0x3ffffff8) (i64.const 0x3fe0)) "out of bounds memory access")
(assert_return (invoke $c0m0 "edge 0" (i32.const 0xffffffff) (i64.const 0x1) (i32.const 0x8d) (i64.const 0x8000000000000000) (i32.const 0x0) (i32.const 0xffffffff) (i64.const 0x3fffbff8) (i64.const 0x3fffffffffffffbd)) (i64.const 0x1))
(assert_trap (invoke $c0m0 "edge 0" (i32.const 0x0) (i64.const 0x6f) (i32.const 0x1) (i64.const 0x0) (i32.const 0xffffffff) (i32.const 0x1) (i64.const 0x3ffffffffffffff8) (i64.const 0x3fffffffffffffe0)) "out of bounds memory access")
(assert_trap (invoke $c0m0 "edge 0" (i32.const 0x0) (i64.const 0x1) (i32.const 0xffffffff) (i64.const 0xbe1a4e92240641dc) (i32.const 0x57) (i32.const 0x80000000) (i64.const 0x3fffbff8) (i64.const 0x3fffffffc0003fe1)) "out of bounds memory access")
(assert_trap (invoke $c0m0 "edge 0" (i32.const 0x0) (i64.const 0x1) (i32.const 0x400) (i64.const 0xffffffffffffffff) (i32.const 0x0) (i32.const 0x80000000) (i64.const 0x3ffffff6) (i64.const 0x3ee0)) "out of bounds memory access")
(assert_trap (invoke $c0m0 "edge 0" (i32.const 0x1000000) (i64.const 0x1) (i32.const 0x1) (i64.const 0x1) (i32.const 0x0) (i32.const 0x7a) (i64.const 0x3ffffffffffffff8) (i64.const 0x3fffffffffffffe0)) "out of bounds memory access")
(assert_trap (invoke $c0m0 "edge 0" (i32.const 0x7fffffff) (i64.const 0x7fffffffffffffff) (i32.const 0x1) (i64.const 0xb5e42a05c09e0f7a) (i32.const 0x0) (i32.const 0xffffffff) (i64.const 0x3ffffff8) (i64.const 0x3fffffffc0003fde)) "out of bounds memory access")
(assert_return (invoke $c0m0 "state 0") (i64.const 0xffff) (i64.const 0x1e89f2a1cfe36b60))
(assert_return (invoke $c0m0 "edge 0" (i32.const 0x3464a23e) (i64.const 0x0) (i32.const 0x1) (i64.const 0x8000000000000000) (i32.const 0xb6) (i32.const 0x7fffffff) (i64.const 0x1ffffff8) (i64.const 0x3fffffffffffffe0)) (i64.const 0x0))
(assert_trap (invoke $c0m0 "edge 0" (i32.const 0x80000000) (i64.const 0xffffffffffffffff) (i32.const 0x0) (i64.const 0x1) (i32.const 0x3ffffff) (i32.const 0x7fffffff) (i64.const 0x3ffffffffffffff8) (i64.const 0x3fffffffffffffe0)) "out of bounds memory access")
(assert_return (invoke $c0m0 "state 0") (i64.const 0xffff) (i64.const 0xa7b739df9007d640))
(assert_trap (invoke $c0m0 "edge 0" (i32.const 0x0) (i64.const 0x7fffffffff) (i32.const 0x0) (i64.const 0x1) (i32.const 0x1) (i32.const 0x1) (i64.const 0x3ffffffffffffff6) (i64.const 0x3fffffffffffffe0)) "out of bounds memory access")
(assert_return (invoke $c0m0 "state 0") (i64.const 0xffff) (i64.const 0xa7b739df9007d640))
(assert_trap (invoke $c0m0 "edge 0" (i32.const 0xffffffff) (i64.const 0x20000000000000) (i32.const 0x1) (i64.const 0x7fffffffffffffff) (i32.const 0x7fffffff) (i32.const 0x1) (i64.const 0x3ffffffffffffff8) (i64.const 0x3fffffffffffffe0)) "out of bounds memory access")
(assert_return (invoke $c0m0 "state 0") (i64.const 0xffff) (i64.const 0xa7b739df9007d640))
