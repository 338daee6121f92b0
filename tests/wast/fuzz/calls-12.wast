;; Made by the fuzzer, `--keep`; see docs/fuzzing.md.
(module $c0m0
  (type (;0;) (func (param i32 externref) (result funcref f32 externref f64)))
  (type (;1;) (func (result externref externref externref)))
  (table (;0;) 8 10 (ref null 1))
  (global (;0;) (mut f64) f64.const 0x1.ebp+9 (;=982;))
  (global (;1;) (mut v128) v128.const i32x4 0x7ba8dd23 0xe2111fff 0xffffffff 0xffffffff)
  (global (;2;) (mut (ref null 0)) ref.func 0)
  (global (;3;) (mut v128) v128.const i32x4 0x8265cb05 0x3db3bc4e 0x00000000 0x00000000)
  (global (;4;) (mut i32) i32.const 2147483647)
  (export "f0" (func 0))
  (export "f1" (func 1))
  (export "t0" (table 0))
  (export "g0" (global 0))
  (export "g1" (global 1))
  (export "g2" (global 2))
  (export "g3" (global 3))
  (export "fuel" (global 4))
  (elem (;0;) (table 0) (i32.const 0) (ref null 1) (ref.func 1) (ref.func 1) (ref.func 1) (ref.null 1) (ref.func 1) (ref.func 1) (ref.func 1) (ref.func 1))
  (elem (;1;) declare func 0 1)
  (func (;0;) (type 0) (param i32 externref) (result funcref f32 externref f64)
    (local i32 f32 f64 v128)
    global.get 4
    i32.eqz
    if ;; label = @1
      ref.func 0
      f32.const 0x1.8p+0 (;=1.5;)
      local.get 1
      f64.const -0x1.4p+1 (;=-2.5;)
      return
    end
    global.get 4
    i32.const 1
    i32.sub
    global.set 4
    block ;; label = @1
      loop ;; label = @2
        global.get 4
        i32.eqz
        if ;; label = @3
          ref.func 1
          f32.const 0x1.8p+0 (;=1.5;)
          local.get 1
          f64.const -0x1.4p+1 (;=-2.5;)
          return
        end
        global.get 4
        i32.const 1
        i32.sub
        global.set 4
        block ;; label = @3
          loop ;; label = @4
            global.get 4
            i32.eqz
            if ;; label = @5
              ref.func 0
              f32.const 0x1.8p+0 (;=1.5;)
              ref.null extern
              f64.const -0x1.4p+1 (;=-2.5;)
              return
            end
            global.get 4
            i32.const 1
            i32.sub
            global.set 4
            block (result externref) ;; label = @5
              ref.null extern
            end
            local.set 1
            local.get 0
            i32.const 7
            i32.and
            br_if 0 (;@4;)
          end
        end
        i32.const -32617933
        i32.const 7
        i32.and
        br_if 0 (;@2;)
      end
      global.get 0
      f64.const -0x1.4p+1 (;=-2.5;)
      f64.add
      local.tee 4
      f64.const nan (;=NaN;)
      local.get 4
      local.get 4
      f64.eq
      select
      global.get 0
      f64.add
      local.tee 4
      f64.const nan (;=NaN;)
      local.get 4
      local.get 4
      f64.eq
      select
      global.set 0
      local.get 0
      i32.const 63
      i32.and
      br_table 0 (;@1;) 0 (;@1;) 0 (;@1;) 0 (;@1;) 0 (;@1;) 0 (;@1;) 0 (;@1;) 0 (;@1;) 0 (;@1;) 0 (;@1;) 0 (;@1;) 0 (;@1;) 0 (;@1;) 0 (;@1;) 0 (;@1;) 0 (;@1;) 0 (;@1;) 0 (;@1;) 0 (;@1;) 0 (;@1;) 0 (;@1;)
    end
    ref.func 0
    f32.const 0x1.8p+0 (;=1.5;)
    local.get 1
    global.get 0
  )
  (func (;1;) (type 1) (result externref externref externref)
    (local funcref externref (ref null 0) funcref v128 f32 f64 v128)
    global.get 4
    i32.eqz
    if ;; label = @1
      ref.null extern
      local.get 1
      local.get 1
      return
    end
    global.get 4
    i32.const 1
    i32.sub
    global.set 4
    ref.func 1
    local.set 0
    ref.func 0
    local.set 2
    ref.func 0
    local.set 3
    local.get 3
    ref.as_non_null
    local.set 0
    i32.const 2
    call 1
    drop
    drop
    drop
    i32.const 5
    ref.func 1
    table.set 0
    ref.func 1
    table.set 0
    i32.const 6
    return_call_indirect (type 1)
  )
)
(register "m0" $c0m0)
(module $c0m1
  (type (;0;) (func (param i32 externref) (result funcref f32 externref f64)))
  (type (;1;) (func (result externref externref externref)))
  (type (;2;) (func (result i64 i64)))
  (type (;3;) (func (param i32)))
  (import "m0" "t0" (table (;0;) 8 10 (ref null 1)))
  (import "m0" "fuel" (global (;0;) (mut i32)))
  (export "table 0" (func 0))
  (export "refuel" (func 1))
  (func (;0;) (type 2) (result i64 i64)
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
  (func (;1;) (type 3) (param i32)
    local.get 0
    global.set 0
  )
)
(register "m1" $c0m1)
(assert_return (invoke $c0m1 "refuel" (i32.const 0x40)))
(assert_return (invoke $c0m0 "f0" (i32.const 0x63) (ref.null extern)) (ref.func) (f32.const 0x1.800000p0) (ref.null extern) (f64.const -0x1.4000000000000p1))
(assert_return (invoke $c0m1 "refuel" (i32.const 0x400)))
(assert_return (invoke $c0m0 "f1") (ref.null extern) (ref.null extern) (ref.null extern))
(assert_return (invoke $c0m1 "refuel" (i32.const 0x400)))
(assert_return (invoke $c0m0 "f1") (ref.null extern) (ref.null extern) (ref.null extern))
(assert_return (invoke $c0m1 "refuel" (i32.const 0x40)))
(assert_return (invoke $c0m0 "f1") (ref.null extern) (ref.null extern) (ref.null extern))
(assert_return (invoke $c0m1 "refuel" (i32.const 0x1000)))
(assert_return (invoke $c0m0 "f0" (i32.const 0x686f5f04) (ref.extern 11)) (ref.func) (f32.const 0x1.800000p0) (ref.null extern) (f64.const -0x1.4000000000000p1))
(assert_return (invoke $c0m1 "refuel" (i32.const 0x400)))
(assert_return (invoke $c0m0 "f0" (i32.const 0xffffffff) (ref.null extern)) (ref.func) (f32.const 0x1.800000p0) (ref.null extern) (f64.const -0x1.4000000000000p1))
(assert_return (invoke $c0m1 "table 0") (i64.const 0x8) (i64.const 0xb847dffe505b72e9))
(assert_return (get $c0m0 "g0") (f64.const 0x1.eb00000000000p9))
(assert_return (get $c0m0 "g1") (v128.const i64x2 0xe2111fff7ba8dd23 0xffffffffffffffff))
(assert_return (get $c0m0 "g2") (ref.func))
(assert_return (get $c0m0 "g3") (v128.const i64x2 0x3db3bc4e8265cb05 0x0))
(assert_return (get $c0m0 "fuel") (i32.const 0x0))
