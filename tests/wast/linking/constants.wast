;; Core, "Constant Expressions", with all that they may hold: arithmetic, globals
;; before them, globals of other instances, references.

(module $first
  (global $a (export "a") i32 (i32.const 0x7fff_ffff))
  (global $b (export "b") i32 (i32.add (global.get $a) (i32.const 1)))
  (global (export "c") i64 (i64.mul (i64.const 0x1_0000_0001) (i64.sub (i64.const 3) (i64.const 5))))
  (func $f (export "f") (result i32) (i32.const 5))
  (global (export "function") funcref (ref.func $f))
  (global (export "null") externref (ref.null extern)))
(register "first")
(module $second
  (import "first" "a" (global $a i32))
  (import "first" "b" (global $b i32))
  (import "first" "c" (global $c i64))
  (import "first" "function" (global $function funcref))
  (import "first" "null" (global $null externref))
  (import "spectest" "global_i32" (global $host i32))
  (type $get (func (result i32)))
  (global $sum (export "sum") i32
    (i32.sub (i32.mul (global.get $host) (i32.const 2)) (i32.add (global.get $a) (global.get $b))))
  (global (export "c") i64 (i64.add (global.get $c) (i64.const 1)))
  (global (export "wrapped") i32 (i32.mul (global.get $sum) (global.get $sum)))
  (table $table 3 funcref (global.get $function))
  (table $other 2 externref)
  (memory 1)
  (elem (table $table) (i32.sub (global.get $host) (i32.const 665)) funcref (ref.null func))
  (elem (table $other) (i32.const 0) externref (global.get $null))
  (data (i32.add (global.get $a) (i32.sub (i32.const 100) (global.get $a))) "hundred")
  (func (export "call") (param i32) (result i32) (call_indirect $table (type $get) (local.get 0)))
  (func (export "load") (param i32) (result i32) (i32.load8_u (local.get 0))))
(assert_return (get $first "b") (i32.const 0x8000_0000))
(assert_return (get $first "c") (i64.const 0xfffffffdfffffffe))
(assert_return (get $second "sum") (i32.const 1333))
(assert_return (get $second "wrapped") (i32.const 1776889))
(assert_return (get $second "c") (i64.const 0xfffffffdffffffff))
(assert_return (invoke $second "call" (i32.const 0)) (i32.const 5))
(assert_trap (invoke $second "call" (i32.const 1)) "uninitialized element")
(assert_return (invoke $second "call" (i32.const 2)) (i32.const 5))
(assert_return (invoke $second "load" (i32.const 100)) (i32.const 104))

;; Offsets that arithmetic makes too large, or that wrap.
(assert_trap
  (module (import "first" "b" (global $b i32)) (memory 1) (data (global.get $b) "x"))
  "out of bounds memory access")
(assert_trap
  (module (import "first" "a" (global $a i32)) (table 1 funcref)
    (elem (i32.add (global.get $a) (global.get $a)) funcref (ref.null func)))
  "out of bounds table access")
(assert_trap
  (module (import "first" "c" (global $c i64)) (memory i64 1) (data (global.get $c) ""))
  "out of bounds memory access")
(module (import "first" "c" (global $c i64)) (memory i64 1)
  (data (i64.add (global.get $c) (i64.const 0x2_0000_0002)) "x")
  (func (export "load") (result i32) (i32.load8_u (i64.const 0))))
(assert_return (invoke "load") (i32.const 120))

;; What a start function of an earlier instance has changed counts.
(module $changed
  (global $g (export "g") (mut i32) (i32.const 1))
  (memory (export "memory") 1 9)
  (table (export "table") 1 9 funcref)
  (func $start (drop (memory.grow (i32.const 1))) (global.set $g (i32.const 2))
    (drop (table.grow (ref.null func) (i32.const 4))))
  (start $start))
(register "changed")
(module (import "changed" "memory" (memory 2)) (import "changed" "table" (table 5 funcref))
  (data (i32.const 131071) "y") (func $f) (elem (i32.const 4) $f)
  (func (export "load") (result i32) (i32.load8_u (i32.const 131071))))
(assert_return (invoke "load") (i32.const 121))
(assert_return (get $changed "g") (i32.const 2))
(assert_invalid (module (import "changed" "g" (global (mut i32))) (global i32 (global.get 0)))
  "constant expression required")
