;; Exceptions pass ten thousand frames, frames with arguments on the stack, tail
;; calls and indirect calls, and every function in between can catch them.
;;! variants = [["-O0"]]
(module
  (type $many (func (param i64 i64 i64 i64 i64 i64 i64 i64 i64 i64 i64 i64) (result i64)))
  (tag $e (param i64))
  (tag $other)
  (table funcref (elem $many $tail $thrower))
  (global $passed (mut i32) (i32.const 0))

  (func $assert (param i32) (if (i32.eqz (local.get 0)) (then (unreachable))))

  (func $deep (param $n i32) (result i32)
    (if (i32.eqz (local.get $n)) (then (throw $e (i64.const 5))))
    (i32.add (call $deep (i32.sub (local.get $n) (i32.const 1))) (i32.const 1)))

  ;; Catches, counts and throws again, at every level.
  (func $deep_again (param $n i32) (result i32)
    (local $x exnref)
    (if (i32.eqz (local.get $n)) (then (throw $e (i64.const 6))))
    (block $h (result exnref)
      (try_table (catch_all_ref $h)
        (return (i32.add (call $deep_again (i32.sub (local.get $n) (i32.const 1))) (i32.const 1))))
      (unreachable))
    (local.set $x)
    (global.set $passed (i32.add (global.get $passed) (i32.const 1)))
    (throw_ref (local.get $x)))

  (func $thrower (type $many)
    (throw $e (i64.add (local.get 0) (i64.add (local.get 10) (local.get 11)))))
  (func $tail (type $many)
    (return_call_indirect (type $many)
      (local.get 11) (local.get 10) (local.get 9) (local.get 8) (local.get 7) (local.get 6)
      (local.get 5) (local.get 4) (local.get 3) (local.get 2) (local.get 1) (local.get 0)
      (i32.const 2)))
  (func $many (type $many)
    ;; Something of its own below the arguments of the next.
    (i64.add (local.get 11)
      (call_indirect (type $many)
        (local.get 11) (local.get 10) (local.get 9) (local.get 8) (local.get 7) (local.get 6)
        (local.get 5) (local.get 4) (local.get 3) (local.get 2) (local.get 1) (local.get 0)
        (i32.const 1))))

  ;; The handler's frame has values on the stack that the call does not change.
  (func $around (param $a i64) (param $b f64) (param $c v128) (result i64)
    (local $d i64) (local $i i32)
    (loop $again
      (local.set $d (i64.add (local.get $d) (local.get $a)))
      (block $h (result i64)
        (try_table (catch $other $again) (catch $e $h)
          (local.set $a (i64.add (local.get $a) (i64.const 1)))
          (call_indirect (type $many)
            (i64.const 1) (i64.const 2) (i64.const 3) (i64.const 4) (i64.const 5) (i64.const 6)
            (i64.const 7) (i64.const 8) (i64.const 9) (i64.const 10) (i64.const 11) (local.get $a)
            (i32.const 0))
          (drop))
        (unreachable))
      (local.set $d (i64.add (local.get $d)))
      (local.set $i (i32.add (local.get $i) (i32.const 1)))
      (br_if $again (i32.lt_u (local.get $i) (i32.const 3))))
    (call $assert (f64.eq (local.get $b) (f64.const 0.5)))
    (call $assert (i32x4.all_true (i32x4.eq (local.get $c) (v128.const i32x4 1 2 3 4))))
    (i64.add (local.get $d) (i64.mul (local.get $a) (i64.const 1000))))

  (func (export "_start")
    (local $i i32)
    (loop $again
      (block $h (result i64)
        (try_table (catch $other $again) (catch $e $h)
          (drop (call $deep (i32.const 10000))))
        (unreachable))
      (call $assert (i64.eq (i64.const 5)))
      (local.set $i (i32.add (local.get $i) (i32.const 1)))
      (br_if $again (i32.lt_u (local.get $i) (i32.const 100))))
    (block $h (result i64)
      (try_table (catch $e $h) (drop (call $deep_again (i32.const 10000))))
      (unreachable))
    (call $assert (i64.eq (i64.const 6)))
    (call $assert (i32.eq (global.get $passed) (i32.const 10000)))
    ;; Each round: a on entry (10, 11, 12), then 1 + 11 + a after.
    (call $assert (i64.eq
      (call $around (i64.const 10) (f64.const 0.5) (v128.const i32x4 1 2 3 4))
      (i64.const 13105)))))
