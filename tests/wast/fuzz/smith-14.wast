;; Made by the fuzzer, `--keep`; see docs/fuzzing.md.
(module $c0m0
  (type (;0;) (func))
  (global (;0;) i32 i32.const 1055504253 i32.const -967344679 i32.const -1177213207 i32.const 995798718 i32.const 1401191061 i32.const -416067527 i32.const -939007424 i32.const -2122394985 i32.add i32.const 274104223 i32.sub i32.sub i32.sub i32.sub i32.mul i32.add i32.sub i32.const 1314973037 i32.add)
  (global (;1;) (mut i32) i32.const 500)
  (export "" (func 0))
  (export "1" (func 1))
  (export "2" (func 2))
  (export "3" (func 3))
  (export "4" (global 0))
  (export "fuel" (global 1))
  (func (;0;) (type 0)
    (local f32 f64 v128)
    global.get 1
    i32.eqz
    if ;; label = @1
      unreachable
    end
    global.get 1
    i32.const 1
    i32.sub
    global.set 1
    global.get 0
    f64.const -0x1.3d391f51f314bp+169 (;=-927244259939491200000000000000000000000000000000000;)
    f64.sqrt
    local.tee 1
    f64.const nan (;=NaN;)
    local.get 1
    local.get 1
    f64.eq
    select
    f64.sqrt
    local.tee 1
    f64.const nan (;=NaN;)
    local.get 1
    local.get 1
    f64.eq
    select
    i64.trunc_f64_u
    i32.const -2020507025
    ref.null func
    global.get 0
    i64.extend_i32_u
    f64.reinterpret_i64
    f64.ceil
    local.tee 1
    f64.const nan (;=NaN;)
    local.get 1
    local.get 1
    f64.eq
    select
    global.get 0
    i32.extend16_s
    f64.convert_i32_u
    global.get 0
    f64.const 0x1.b54a7054fea7dp-470 (;=0.0000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000005603151817031426;)
    i64.trunc_f64_s
    i32.const -257
    i64.const -8121947280325586822
    i32.wrap_i64
    i32.gt_u
    f32.const -0x1.4a6a12p-15 (;=-0.00003938846;)
    i64.trunc_sat_f32_s
    f64.convert_i64_u
    f32.const 0x1.ea90f4p+64 (;=35349022000000000000;)
    i32.trunc_f32_u
    i32.extend16_s
    i32.const -1078292975
    i32.eqz
    i32.le_u
    f32.const -0x1p+113 (;=-10384594000000000000000000000000000;)
    f32.ceil
    local.tee 0
    f32.const nan (;=NaN;)
    local.get 0
    local.get 0
    f32.eq
    select
    i32.const -131072
    i64.extend_i32_s
    global.get 0
    ref.null func
    f64.const 0x1.47c5fef9a7d43p+546 (;=294924873820864140000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000;)
    f64.floor
    local.tee 1
    f64.const nan (;=NaN;)
    local.get 1
    local.get 1
    f64.eq
    select
    i64.reinterpret_f64
    f32.const -0x1.a8373p-114 (;=-0.00000000000000000000000000000000007978608;)
    f32.floor
    local.tee 0
    f32.const nan (;=NaN;)
    local.get 0
    local.get 0
    f32.eq
    select
    i64.trunc_sat_f32_s
    i64.gt_s
    global.get 0
    i32.ctz
    f32.reinterpret_i32
    f32.nearest
    local.tee 0
    f32.const nan (;=NaN;)
    local.get 0
    local.get 0
    f32.eq
    select
    i64.trunc_f32_s
    i64.clz
    i32.const 1989787485
    f32.convert_i32_s
    f32.trunc
    local.tee 0
    f32.const nan (;=NaN;)
    local.get 0
    local.get 0
    f32.eq
    select
    global.get 0
    f32.convert_i32_u
    f32.copysign
    i64.trunc_f32_s
    i64.div_u
    i64.clz
    i64.eqz
    i32.gt_u
    i32.extend8_s
    f64.convert_i32_s
    i64.trunc_sat_f64_s
    f32.convert_i64_s
    f32.neg
    f64.const 0x1.1010101010101p-1007 (;=0.0000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000007748604185489348;)
    f64.sqrt
    local.tee 1
    f64.const nan (;=NaN;)
    local.get 1
    local.get 1
    f64.eq
    select
    i32.const -1150284760
    f32.convert_i32_u
    f64.promote_f32
    local.tee 1
    f64.const nan (;=NaN;)
    local.get 1
    local.get 1
    f64.eq
    select
    f64.eq
    i64.const -1814403937034782198
    i64.const 8066488867313410579
    i64.eq
    i32.rem_s
    f32.reinterpret_i32
    i32.trunc_f32_u
    global.get 0
    i32.popcnt
    i32.rem_u
    i32.extend8_s
    f32.convert_i32_u
    i32.trunc_sat_f32_s
    i32.extend8_s
    f64.convert_i32_u
    i64.trunc_f64_u
    i64.ctz
    i32.wrap_i64
    ref.null extern
    global.get 0
    data.drop 0
    f64.convert_i32_s
    i64.const -4098873053157234872
    i64.eqz
    i32.const -256
    i32.rotl
    global.get 0
    i32.ne
    ref.null func
    f32.const 0x1.8p-148 (;=0.000000000000000000000000000000000000000000004;)
    drop
    unreachable
  )
  (func (;1;) (type 0)
    (local f32 f64 v128)
    global.get 1
    i32.eqz
    if ;; label = @1
      unreachable
    end
    global.get 1
    i32.const 1
    i32.sub
    global.set 1
  )
  (func (;2;) (type 0)
    (local f32 f64 v128)
    global.get 1
    i32.eqz
    if ;; label = @1
      unreachable
    end
    global.get 1
    i32.const 1
    i32.sub
    global.set 1
  )
  (func (;3;) (type 0)
    (local f32 f64 v128)
    global.get 1
    i32.eqz
    if ;; label = @1
      unreachable
    end
    global.get 1
    i32.const 1
    i32.sub
    global.set 1
  )
  (data (;0;) "\87")
)
(register "m0" $c0m0)
(module $c0m1
  (type (;0;) (func))
  (type (;1;) (func (result i64 i64)))
  (type (;2;) (func (param i32)))
  (import "m0" "fuel" (global (;0;) (mut i32)))
  (export "refuel" (func 0))
  (func (;0;) (type 2) (param i32)
    local.get 0
    global.set 0
  )
)
(register "m1" $c0m1)
(assert_return (invoke $c0m1 "refuel" (i32.const 0x40)))
(assert_return (invoke $c0m0 "1"))
(assert_return (invoke $c0m1 "refuel" (i32.const 0x1000)))
(assert_return (invoke $c0m0 "3"))
(assert_return (invoke $c0m1 "refuel" (i32.const 0x40)))
(assert_return (invoke $c0m0 "2"))
(assert_return (invoke $c0m1 "refuel" (i32.const 0x40)))
(assert_trap (invoke $c0m0 "") "invalid conversion to integer")
(assert_return (get $c0m0 "4") (i32.const 0xea77d5d7))
(assert_return (get $c0m0 "fuel") (i32.const 0x3f))
(assert_return (invoke $c0m1 "refuel" (i32.const 0x1000)))
(assert_return (invoke $c0m0 "2"))
(assert_return (invoke $c0m1 "refuel" (i32.const 0x1000)))
(assert_return (invoke $c0m0 "3"))
(assert_return (invoke $c0m1 "refuel" (i32.const 0x400)))
(assert_return (invoke $c0m0 "1"))
(assert_return (invoke $c0m1 "refuel" (i32.const 0x1000)))
(assert_return (invoke $c0m0 "3"))
(assert_return (invoke $c0m1 "refuel" (i32.const 0x40)))
(assert_return (invoke $c0m0 "2"))
(assert_return (invoke $c0m1 "refuel" (i32.const 0x400)))
(assert_return (invoke $c0m0 "1"))
(assert_return (invoke $c0m1 "refuel" (i32.const 0x40)))
(assert_return (invoke $c0m0 "2"))
(assert_return (invoke $c0m1 "refuel" (i32.const 0x1000)))
(assert_trap (invoke $c0m0 "") "invalid conversion to integer")
(assert_return (get $c0m0 "4") (i32.const 0xea77d5d7))
(assert_return (get $c0m0 "fuel") (i32.const 0xfff))
