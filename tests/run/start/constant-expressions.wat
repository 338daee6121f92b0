;; Initial values are computed when the program is compiled.
;;! variants = [["-O0"]]
(module
  (memory (export "memory") 1)
  (global $base i32 (i32.const 100))
  (global $sum i32 (i32.add (global.get $base) (i32.mul (i32.const 3) (i32.const 7))))
  (global $difference i64 (i64.sub (i64.const 1) (i64.const 3)))
  (global $function funcref (ref.func $start))
  (global $vector v128 (v128.const i32x4 1 2 3 4))
  (global $float (mut f64) (f64.const -0))
  (data (i32.add (global.get $sum) (i32.const 1)) "z")
  (func $check (param i32) (if (i32.eqz (local.get 0)) (then unreachable)))
  (func $start (export "_start")
    (call $check (i32.eq (global.get $sum) (i32.const 121)))
    (call $check (i64.eq (global.get $difference) (i64.const -2)))
    (call $check (i32.eqz (ref.is_null (global.get $function))))
    (call $check (i32.eq (i32x4.extract_lane 2 (global.get $vector)) (i32.const 3)))
    (call $check (i64.eq (i64.reinterpret_f64 (global.get $float)) (i64.const 0x8000000000000000)))
    (call $check (i32.eq (i32.load8_u (i32.const 122)) (i32.const 122)))))
