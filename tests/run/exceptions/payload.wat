;; An exception carries values of every type, many of them, and other exceptions.
;;! variants = [["-O0"], ["--cpu", "x86-64"]]
(module
  (type $number (func (result i32)))
  (tag $all (param i32 i64 f32 f64 v128 funcref i32 v128 exnref))
  (tag $many (param
    i32 i32 i32 i32 i32 i32 i32 i32 i32 i32 i32 i32 i32 i32 i32 i32
    f64 f64 f64 f64 f64 f64 f64 f64 f64 f64 f64 f64 f64 f64 f64 f64 v128 i32))
  (tag $inner (param i32))
  (tag $nothing)
  (table $functions 1 funcref)
  (elem declare func $seven)
  (func $seven (type $number) (i32.const 7))

  (func $assert (param i32) (if (i32.eqz (local.get 0)) (then (unreachable))))

  (func $make_inner (param i32) (result exnref)
    (block $h (result exnref)
      (try_table (catch_all_ref $h) (throw $inner (local.get 0)))
      (unreachable)))

  (func $throw_all (param $f funcref)
    (throw $all (i32.const -1) (i64.const 0x123456789abcdef) (f32.const 1.5) (f64.const -2.25)
      (v128.const i32x4 1 2 3 4) (local.get $f) (i32.const 99) (v128.const i64x2 -1 77)
      (call $make_inner (i32.const 1234))))

  (func $check_all
    (local $a i32) (local $b i64) (local $c f32) (local $d f64) (local $e v128)
    (local $f funcref) (local $g i32) (local $h v128) (local $x exnref) (local $y exnref)
    (block $handler (result i32 i64 f32 f64 v128 funcref i32 v128 exnref exnref)
      (try_table (catch_ref $all $handler) (call $throw_all (ref.func $seven)))
      (unreachable))
    (local.set $y)
    (local.set $x)
    (local.set $h) (local.set $g) (local.set $f) (local.set $e) (local.set $d)
    (local.set $c) (local.set $b) (local.set $a)
    (call $assert (i32.eq (local.get $a) (i32.const -1)))
    (call $assert (i64.eq (local.get $b) (i64.const 0x123456789abcdef)))
    (call $assert (f32.eq (local.get $c) (f32.const 1.5)))
    (call $assert (f64.eq (local.get $d) (f64.const -2.25)))
    (call $assert (i8x16.all_true (i8x16.eq (local.get $e) (v128.const i32x4 1 2 3 4))))
    (call $assert (i32.eq (local.get $g) (i32.const 99)))
    (call $assert (i8x16.all_true (i8x16.eq (local.get $h) (v128.const i64x2 -1 77))))
    (table.set $functions (i32.const 0) (local.get $f))
    (call $assert (i32.eq (call_indirect $functions (type $number) (i32.const 0)) (i32.const 7)))
    ;; The exception that the exception carries.
    (block $inner (result i32)
      (try_table (catch $inner $inner) (throw_ref (local.get $x)))
      (unreachable))
    (call $assert (i32.eq (i32.const 1234)))
    ;; The exception itself, once more.
    (block $again
      (block $handler (result i32 i64 f32 f64 v128 funcref i32 v128 exnref)
        (try_table (catch $all $handler) (throw_ref (local.get $y)))
        (unreachable))
      (drop) (drop) (call $assert (i32.eq (i32.const 99)))
      (drop) (drop) (drop) (drop) (drop) (drop)))

  (func $throw_many
    (throw $many
      (i32.const 0) (i32.const 1) (i32.const 2) (i32.const 3) (i32.const 4) (i32.const 5)
      (i32.const 6) (i32.const 7) (i32.const 8) (i32.const 9) (i32.const 10) (i32.const 11)
      (i32.const 12) (i32.const 13) (i32.const 14) (i32.const 15)
      (f64.const 16) (f64.const 17) (f64.const 18) (f64.const 19) (f64.const 20) (f64.const 21)
      (f64.const 22) (f64.const 23) (f64.const 24) (f64.const 25) (f64.const 26) (f64.const 27)
      (f64.const 28) (f64.const 29) (f64.const 30) (f64.const 31)
      (v128.const i32x4 32 33 34 35) (i32.const 36)))

  (func $check_many
    (local $v v128) (local $last i32)
    (block $handler (result
        i32 i32 i32 i32 i32 i32 i32 i32 i32 i32 i32 i32 i32 i32 i32 i32
        f64 f64 f64 f64 f64 f64 f64 f64 f64 f64 f64 f64 f64 f64 f64 f64 v128 i32)
      (try_table (catch $many $handler) (call $throw_many))
      (unreachable))
    (local.set $last) (local.set $v)
    (call $assert (i32.eq (local.get $last) (i32.const 36)))
    (call $assert (i32.eq (i32x4.extract_lane 3 (local.get $v)) (i32.const 35)))
    (f64.add) (f64.add) (f64.add) (f64.add) (f64.add) (f64.add) (f64.add) (f64.add)
    (f64.add) (f64.add) (f64.add) (f64.add) (f64.add) (f64.add) (f64.add)
    (call $assert (f64.eq (f64.const 376)))
    (i32.sub) (i32.sub) (i32.sub) (i32.sub) (i32.sub) (i32.sub) (i32.sub) (i32.sub)
    (i32.sub) (i32.sub) (i32.sub) (i32.sub) (i32.sub) (i32.sub) (i32.sub)
    (call $assert (i32.eq (i32.const -8))))

  (func $check_nothing
    (block $handler
      (try_table (catch $nothing $handler) (throw $nothing))
      (unreachable)))

  (func (export "_start")
    (call $check_all)
    (call $check_many)
    (call $check_nothing)))
