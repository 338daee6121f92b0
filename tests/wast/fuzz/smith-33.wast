;; Made by the fuzzer, `--keep`; see docs/fuzzing.md.
(module $c0m0
  (type (;0;) (func (param i32)))
  (type (;1;) (func (result i64)))
  (type (;2;) (func (param v128 v128 v128)))
  (memory (;0;) 2 2)
  (global (;0;) (mut v128) v128.const i32x4 0x00000000 0x00000000 0x00000000 0x00000000)
  (global (;1;) (mut i64) i64.const 0)
  (global (;2;) (mut i32) i32.const 0)
  (global (;3;) (mut i32) i32.const 50)
  (export "p" (func 0))
  (export "" (memory 0))
  (export "J\u{2a6}" (global 0))
  (export "k" (global 1))
  (export "4" (global 2))
  (export "fuel" (global 3))
  (elem (;0;) declare externref)
  (func (;0;) (type 1) (result i64)
    (local externref f32 f64 v128)
    global.get 3
    i32.eqz
    if ;; label = @1
      unreachable
    end
    global.get 3
    i32.const 1
    i32.sub
    global.set 3
    v128.const i32x4 0xcbe5d1f3 0x9b0c9f8e 0xf2455a8c 0x9ac18828
    i32x4.extract_lane 2
    i32.load8_s offset=58365
    v128.load16x4_u offset=131072 align=4
    loop (result i32) ;; label = @1
      global.get 3
      i32.eqz
      if ;; label = @2
        unreachable
      end
      global.get 3
      i32.const 1
      i32.sub
      global.set 3
      data.drop 0
      block ;; label = @2
      end
      local.get 0
      call 0
      local.get 0
      block ;; label = @2
        data.drop 0
        local.get 0
        loop (result i32) ;; label = @3
          global.get 3
          i32.eqz
          if ;; label = @4
            unreachable
          end
          global.get 3
          i32.const 1
          i32.sub
          global.set 3
          data.drop 0
          return_call 0
          return_call 0
          v128.const i32x4 0x54378cdb 0xc1ed55d7 0x96670bb4 0xf8789eb4
          i8x16.abs
          global.get 0
          v128.xor
          global.set 0
          global.get 1
          i64.xor
          global.set 1
          global.get 1
          i64.xor
          global.set 1
          i32.const 1136900349
        end
        global.get 2
        i32.xor
        global.set 2
        drop
      end
      drop
      global.get 1
      i64.xor
      global.set 1
      drop
      i32.const 134217727
    end
    global.get 2
    i32.xor
    global.set 2
    global.get 0
    v128.xor
    global.set 0
    i64.const 8876812212011623367
  )
  (data (;0;) (i32.const 2227) ",\f2\9f")
  (data (;1;) (i32.const 0) "")
)
(register "m0" $c0m0)
(module $c0m1
  (type (;0;) (func (param i32)))
  (type (;1;) (func (result i64)))
  (type (;2;) (func (param v128 v128 v128)))
  (type (;3;) (func (result i64 i64)))
  (type (;4;) (func (param i32)))
  (import "m0" "" (memory (;0;) 2 2))
  (import "m0" "fuel" (global (;0;) (mut i32)))
  (export "memory 0" (func 0))
  (export "refuel" (func 1))
  (func (;0;) (type 3) (result i64 i64)
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
  (func (;1;) (type 4) (param i32)
    local.get 0
    global.set 0
  )
)
(register "m1" $c0m1)
(assert_return (invoke $c0m1 "refuel" (i32.const 0x400)))
(assert_trap (invoke $c0m0 "p") "out of bounds memory access")
(assert_return (invoke $c0m1 "refuel" (i32.const 0x400)))
(assert_trap (invoke $c0m0 "p") "out of bounds memory access")
(assert_return (invoke $c0m1 "refuel" (i32.const 0x40)))
(assert_trap (invoke $c0m0 "p") "out of bounds memory access")
(assert_return (invoke $c0m1 "memory 0") (i64.const 0x2) (i64.const 0x7a9228708c000000))
(assert_return (get $c0m0 "J\ca\a6") (v128.const i64x2 0x0 0x0))
(assert_return (get $c0m0 "k") (i64.const 0x0))
(assert_return (get $c0m0 "4") (i32.const 0x0))
(assert_return (get $c0m0 "fuel") (i32.const 0x3f))
