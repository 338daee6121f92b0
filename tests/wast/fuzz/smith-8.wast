;; Made by the fuzzer, `--keep`; see docs/fuzzing.md.
(module $c0m0
  (type (;0;) (func (param f64 externref externref) (result v128)))
  (type (;1;) (func (param i64 v128 f64) (result f32)))
  (type (;2;) (func (param i32)))
  (type (;3;) (func (param i64)))
  (type (;4;) (func (result i32)))
  (type (;5;) (func (param funcref)))
  (table (;0;) i64 251 406 funcref)
  (table (;1;) 3 251 externref)
  (table (;2;) 1 441 externref)
  (table (;3;) i64 21 333 externref)
  (table (;4;) 1 316 funcref)
  (global (;0;) (mut v128) v128.const i32x4 0x6c183775 0x5ce36cda 0x6124df19 0x11a613b2)
  (global (;1;) (mut v128) v128.const i32x4 0xc1c5ee8d 0x89d0569a 0xacc8d818 0xbad7bae4)
  (global (;2;) (mut i32) i32.const 0)
  (global (;3;) (mut i64) i64.const 0)
  (global (;4;) (mut i32) i32.const 50)
  (export "\u{3}" (func 0))
  (export "" (table 0))
  (export "2" (table 1))
  (export "3" (table 2))
  (export "4" (table 3))
  (export "5" (table 4))
  (export "6" (global 0))
  (export "7" (global 1))
  (export "6\u{1}" (global 2))
  (export "D" (global 3))
  (export "fuel" (global 4))
  (elem (;0;) (i64.const 0) func)
  (func (;0;) (type 3) (param i64)
    (local f64 f64 f32 f64 v128)
    global.get 4
    i32.eqz
    if ;; label = @1
      unreachable
    end
    global.get 4
    i32.const 1
    i32.sub
    global.set 4
    nop
    loop (result f64) ;; label = @1
      global.get 4
      i32.eqz
      if ;; label = @2
        unreachable
      end
      global.get 4
      i32.const 1
      i32.sub
      global.set 4
      loop ;; label = @2
        global.get 4
        i32.eqz
        if ;; label = @3
          unreachable
        end
        global.get 4
        i32.const 1
        i32.sub
        global.set 4
        i64.const -6984754561786959481
        i32.wrap_i64
        br_table 0 (;@2;) 1 (;@1;) 2 2
        ref.null extern
        ref.null func
        i64.const -140737488355329
        f64.convert_i64_u
        local.tee 2
        local.get 2
        f64.ne
        local.get 2
        f64.const inf (;=inf;)
        f64.eq
        local.get 2
        f64.const -inf (;=-inf;)
        f64.eq
        i32.or
        i32.or
        if ;; label = @3
          f64.const 0x0p+0 (;=0;)
          local.set 2
        end
        local.get 2
        f64.const -0x1p+31 (;=-2147483648;)
        f64.lt
        if ;; label = @3
          f64.const -0x1p+31 (;=-2147483648;)
          local.set 2
        end
        local.get 2
        f64.const 0x1.fffffffcp+30 (;=2147483647;)
        f64.gt
        if ;; label = @3
          f64.const 0x1.fffffffcp+30 (;=2147483647;)
          local.set 2
        end
        local.get 2
        i32.trunc_f64_s
        global.get 2
        i32.xor
        global.set 2
        drop
        drop
      end
      f64.const 0x1.p-1042 (;=0.00000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000002121995791;)
    end
    i64.reinterpret_f64
    global.get 3
    i64.xor
    global.set 3
  )
)
(register "m0" $c0m0)
(module $c0m1
  (type (;0;) (func (param f64 externref externref) (result v128)))
  (type (;1;) (func (param i64 v128 f64) (result f32)))
  (type (;2;) (func (param i32)))
  (type (;3;) (func (param i64)))
  (type (;4;) (func (result i32)))
  (type (;5;) (func (param funcref)))
  (type (;6;) (func (result i64 i64)))
  (type (;7;) (func (param i32)))
  (import "m0" "" (table (;0;) i64 251 406 funcref))
  (import "m0" "2" (table (;1;) 3 251 externref))
  (import "m0" "3" (table (;2;) 1 441 externref))
  (import "m0" "4" (table (;3;) i64 21 333 externref))
  (import "m0" "5" (table (;4;) 1 316 funcref))
  (import "m0" "fuel" (global (;0;) (mut i32)))
  (export "table 0" (func 0))
  (export "table 1" (func 1))
  (export "table 2" (func 2))
  (export "table 3" (func 3))
  (export "table 4" (func 4))
  (export "refuel" (func 5))
  (func (;0;) (type 6) (result i64 i64)
    (local i64 i64 i64)
    block ;; label = @1
      loop ;; label = @2
        local.get 0
        table.size 0
        i64.ge_u
        br_if 1 (;@1;)
        local.get 0
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
    local.get 1
  )
  (func (;1;) (type 6) (result i64 i64)
    (local i64 i64 i64)
    block ;; label = @1
      loop ;; label = @2
        local.get 0
        table.size 1
        i64.extend_i32_u
        i64.ge_u
        br_if 1 (;@1;)
        local.get 0
        i32.wrap_i64
        table.get 1
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
    table.size 1
    i64.extend_i32_u
    local.get 1
  )
  (func (;2;) (type 6) (result i64 i64)
    (local i64 i64 i64)
    block ;; label = @1
      loop ;; label = @2
        local.get 0
        table.size 2
        i64.extend_i32_u
        i64.ge_u
        br_if 1 (;@1;)
        local.get 0
        i32.wrap_i64
        table.get 2
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
    table.size 2
    i64.extend_i32_u
    local.get 1
  )
  (func (;3;) (type 6) (result i64 i64)
    (local i64 i64 i64)
    block ;; label = @1
      loop ;; label = @2
        local.get 0
        table.size 3
        i64.ge_u
        br_if 1 (;@1;)
        local.get 0
        table.get 3
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
    table.size 3
    local.get 1
  )
  (func (;4;) (type 6) (result i64 i64)
    (local i64 i64 i64)
    block ;; label = @1
      loop ;; label = @2
        local.get 0
        table.size 4
        i64.extend_i32_u
        i64.ge_u
        br_if 1 (;@1;)
        local.get 0
        i32.wrap_i64
        table.get 4
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
    table.size 4
    i64.extend_i32_u
    local.get 1
  )
  (func (;5;) (type 7) (param i32)
    local.get 0
    global.set 0
  )
)
(register "m1" $c0m1)
(assert_return (invoke $c0m1 "refuel" (i32.const 0x400)))
(assert_return (invoke $c0m0 "\03" (i64.const 0x1)))
(assert_return (invoke $c0m1 "refuel" (i32.const 0x1000)))
(assert_return (invoke $c0m0 "\03" (i64.const 0x9199c18db91139ce)))
(assert_return (invoke $c0m1 "refuel" (i32.const 0x400)))
(assert_return (invoke $c0m0 "\03" (i64.const 0x1)))
(assert_return (invoke $c0m1 "table 0") (i64.const 0xfb) (i64.const 0x875c26c93220421a))
(assert_return (invoke $c0m1 "table 1") (i64.const 0x3) (i64.const 0x114c2c0009ca3a6a))
(assert_return (invoke $c0m1 "table 2") (i64.const 0x1) (i64.const 0x20000000366))
(assert_return (invoke $c0m1 "table 3") (i64.const 0x15) (i64.const 0x9f405ade5086a1ae))
(assert_return (invoke $c0m1 "table 4") (i64.const 0x1) (i64.const 0x20000000366))
(assert_return (get $c0m0 "6") (v128.const i64x2 0x5ce36cda6c183775 0x11a613b26124df19))
(assert_return (get $c0m0 "7") (v128.const i64x2 0x89d0569ac1c5ee8d 0xbad7bae4acc8d818))
(assert_return (get $c0m0 "6\01") (i32.const 0x0))
(assert_return (get $c0m0 "D") (i64.const 0x0))
(assert_return (get $c0m0 "fuel") (i32.const 0x3fd))
