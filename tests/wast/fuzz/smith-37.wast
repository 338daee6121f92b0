;; Made by the fuzzer, `--keep`; see docs/fuzzing.md.
(module $c0m0
  (type (;0;) (func (param i32 i32)))
  (table (;0;) 0 2 funcref)
  (memory (;0;) i64 0 0 (pagesize 0x10000))
  (global (;0;) (mut i64) i64.const 6279722002681265683)
  (global (;1;) (mut i32) i32.const 1170179728)
  (global (;2;) (mut i32) i32.const 0)
  (global (;3;) (mut v128) v128.const i32x4 0x00000000 0x00000000 0x00000000 0x00000000)
  (global (;4;) (mut i64) i64.const 0)
  (global (;5;) (mut i32) i32.const 50)
  (export "" (func 0))
  (export "1" (func 1))
  (export "2" (table 0))
  (export "3" (memory 0))
  (export "4" (global 0))
  (export "5" (global 1))
  (export "P" (global 2))
  (export "7" (global 3))
  (export "\u{a}%" (global 4))
  (export "fuel" (global 5))
  (func (;0;) (type 0) (param i32 i32)
    (local i64 i32 f32 f64 v128)
    global.get 5
    i32.eqz
    if ;; label = @1
      unreachable
    end
    global.get 5
    i32.const 1
    i32.sub
    global.set 5
    v128.const i32x4 0x4f277a2a 0xde663ddd 0xdf1d0b09 0x84adf0ca
    v128.const i32x4 0xa982d093 0xc479f36a 0x295fa977 0x71cd3567
    i32x4.mul
    i32x4.extend_low_i16x8_s
    i32x4.abs
    i16x8.extadd_pairwise_i8x16_u
    global.get 0
    i64x2.replace_lane 0
    i8x16.neg
    i8x16.abs
    local.get 0
    i32x4.shr_s
    global.get 1
    i16x8.shr_u
    i16x8.extend_high_i8x16_s
    i8x16.all_true
    if (result funcref) ;; label = @1
      block ;; label = @2
        ref.null func
        ref.is_null
        global.get 2
        i32.xor
        global.set 2
      end
      ref.null func
    else
      ref.null func
    end
    drop
  )
  (func (;1;) (type 0) (param i32 i32)
    (local v128 f32 f64 v128)
    global.get 5
    i32.eqz
    if ;; label = @1
      unreachable
    end
    global.get 5
    i32.const 1
    i32.sub
    global.set 5
    block ;; label = @1
      table.size 0
      br 0 (;@1;)
      if (result funcref) ;; label = @2
        loop (result externref) ;; label = @3
          global.get 5
          i32.eqz
          if ;; label = @4
            unreachable
          end
          global.get 5
          i32.const 1
          i32.sub
          global.set 5
          block ;; label = @4
            loop (result v128) ;; label = @5
              global.get 5
              i32.eqz
              if ;; label = @6
                unreachable
              end
              global.get 5
              i32.const 1
              i32.sub
              global.set 5
              br 2 (;@3;)
              block (result i64) ;; label = @6
                block (result i64) ;; label = @7
                  ref.null func
                  local.get 1
                  table.get 0
                  ref.is_null
                  local.get 1
                  if (result v128) ;; label = @8
                    v128.const i32x4 0xd6e1eaa8 0xac833842 0xcfd2d92e 0x27f13414
                    local.get 1
                    i8x16.shl
                  else
                    v128.const i32x4 0x08000000 0x00000000 0x00000000 0x00800000
                  end
                  global.get 3
                  v128.xor
                  global.set 3
                  global.get 2
                  i32.xor
                  global.set 2
                  drop
                  i64.const -4611686018427387904
                end
              end
              global.get 4
              i64.xor
              global.set 4
              v128.const i32x4 0xfffffffd 0xffffffff 0xffffffff 0xfffffffe
            end
            global.get 3
            v128.xor
            global.set 3
          end
          ref.null extern
        end
        drop
        ref.null func
      else
        ref.null func
      end
      drop
    end
  )
  (data (;0;) "$\ab\05<")
)
(register "m0" $c0m0)
(module $c0m1
  (type (;0;) (func (param i32 i32)))
  (type (;1;) (func (result i64 i64)))
  (type (;2;) (func (param i32)))
  (import "m0" "2" (table (;0;) 0 2 funcref))
  (import "m0" "3" (memory (;0;) i64 0 0 (pagesize 0x10000)))
  (import "m0" "fuel" (global (;0;) (mut i32)))
  (export "table 0" (func 0))
  (export "memory 0" (func 1))
  (export "refuel" (func 2))
  (func (;0;) (type 1) (result i64 i64)
    (local i64 i64 i64)
    block ;; label = @1
      loop ;; label = @2
        local.get 0
        table.size 0
        i64.extend_i32_u
        i64.ge_u
        br_if 1 (;@1;)
        local.get 0
        i32.wrap_i64
        table.get 0
        ref.is_null
        i64.extend_i32_u
        i64.const 1
        i64.add
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
    table.size 0
    i64.extend_i32_u
    local.get 1
  )
  (func (;1;) (type 1) (result i64 i64)
    (local i64 i64 i64)
    memory.size
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
    local.get 1
  )
  (func (;2;) (type 2) (param i32)
    local.get 0
    global.set 0
  )
)
(register "m1" $c0m1)
(assert_return (invoke $c0m1 "refuel" (i32.const 0x1000)))
(assert_return (invoke $c0m0 "" (i32.const 0xffffffff) (i32.const 0x1)))
(assert_return (invoke $c0m1 "table 0") (i64.const 0x0) (i64.const 0x0))
(assert_return (invoke $c0m1 "memory 0") (i64.const 0x0) (i64.const 0x0))
(assert_return (get $c0m0 "4") (i64.const 0x57260de3da057e13))
(assert_return (get $c0m0 "5") (i32.const 0x45bf8690))
(assert_return (get $c0m0 "P") (i32.const 0x0))
(assert_return (get $c0m0 "7") (v128.const i64x2 0x0 0x0))
(assert_return (get $c0m0 "\0a\25") (i64.const 0x0))
(assert_return (get $c0m0 "fuel") (i32.const 0xfff))
(assert_return (invoke $c0m1 "refuel" (i32.const 0x1000)))
(assert_return (invoke $c0m0 "" (i32.const 0x80000000) (i32.const 0x1)))
(assert_return (invoke $c0m1 "refuel" (i32.const 0x1000)))
(assert_return (invoke $c0m0 "" (i32.const 0x80000000) (i32.const 0x1)))
(assert_return (invoke $c0m1 "refuel" (i32.const 0x400)))
(assert_return (invoke $c0m0 "" (i32.const 0x1) (i32.const 0x0)))
(assert_return (invoke $c0m1 "table 0") (i64.const 0x0) (i64.const 0x0))
(assert_return (invoke $c0m1 "memory 0") (i64.const 0x0) (i64.const 0x0))
(assert_return (get $c0m0 "4") (i64.const 0x57260de3da057e13))
(assert_return (get $c0m0 "5") (i32.const 0x45bf8690))
(assert_return (get $c0m0 "P") (i32.const 0x0))
(assert_return (get $c0m0 "7") (v128.const i64x2 0x0 0x0))
(assert_return (get $c0m0 "\0a\25") (i64.const 0x0))
(assert_return (get $c0m0 "fuel") (i32.const 0x3ff))
(assert_return (invoke $c0m1 "refuel" (i32.const 0x400)))
(assert_return (invoke $c0m0 "1" (i32.const 0x1) (i32.const 0x45)))
(assert_return (invoke $c0m1 "refuel" (i32.const 0x1000)))
(assert_return (invoke $c0m0 "1" (i32.const 0x80000000) (i32.const 0x80000000)))
(assert_return (invoke $c0m1 "table 0") (i64.const 0x0) (i64.const 0x0))
(assert_return (invoke $c0m1 "memory 0") (i64.const 0x0) (i64.const 0x0))
(assert_return (get $c0m0 "4") (i64.const 0x57260de3da057e13))
(assert_return (get $c0m0 "5") (i32.const 0x45bf8690))
(assert_return (get $c0m0 "P") (i32.const 0x0))
(assert_return (get $c0m0 "7") (v128.const i64x2 0x0 0x0))
(assert_return (get $c0m0 "\0a\25") (i64.const 0x0))
(assert_return (get $c0m0 "fuel") (i32.const 0xfff))
