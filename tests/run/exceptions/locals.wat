;; A handler sees locals and memory as they were when the exception was thrown,
;; and not what would have come after.
;;! variants = [["-O0"]]
(module
  (tag $e)
  (tag $f (param i32))
  (memory 1)
  (func $assert (param i32) (if (i32.eqz (local.get 0)) (then (unreachable))))
  (func $throw_if (param i32) (if (local.get 0) (then (throw $e))))

  (func $place (param $at i32) (result i32)
    (local $x i32) (local $l i64)
    (block $h
      (try_table (catch $e $h)
        (local.set $x (i32.const 1))
        (i32.store (i32.const 0) (i32.const 1))
        (call $throw_if (i32.eq (local.get $at) (i32.const 1)))
        (local.set $x (i32.const 2))
        (i32.store (i32.const 0) (i32.const 2))
        (local.set $l (i64.const 7))
        (call $throw_if (i32.eq (local.get $at) (i32.const 2)))
        (local.set $x (i32.const 3))
        (i32.store (i32.const 0) (i32.const 3))
        (local.set $l (i64.const 9))))
    (call $assert (i32.eq (local.get $x) (i32.load (i32.const 0))))
    (i32.add (local.get $x) (i32.wrap_i64 (local.get $l))))

  ;; Thrown here and caught here, in a loop, with operands below.
  (func $loop (result i32)
    (local $sum i32) (local $i i32)
    (loop $again
      (i32.const 1000)
      (block $h (result i32)
        (try_table (result i32) (catch $f $h)
          (if (i32.and (local.get $i) (i32.const 1)) (then (throw $f (local.get $i))))
          (i32.const 50)))
      (i32.add)
      (local.set $sum (i32.add (local.get $sum)))
      (local.set $i (i32.add (local.get $i) (i32.const 1)))
      (br_if $again (i32.lt_u (local.get $i) (i32.const 10))))
    (local.get $sum))

  ;; A handler that is the function itself, and a `try_table` with parameters.
  (func $returns (param i32) (result i32)
    (i32.const 5)
    (local.get 0)
    (try_table (param i32 i32) (result i32) (catch $f 0)
      (if (then (throw $f (i32.const 77)))))
    (i32.add (i32.const 1)))

  ;; Handlers do not handle what their own code throws.
  (func $not_its_own (result i32)
    (block $outer (result i32)
      (try_table (catch $f $outer)
        (block $inner (result i32)
          (try_table (catch $f $inner) (throw $f (i32.const 1)))
          (unreachable))
        (i32.add (i32.const 10))
        (throw $f)
        (unreachable))
      (unreachable)))

  (func (export "_start")
    (call $assert (i32.eq (call $place (i32.const 1)) (i32.const 1)))
    (call $assert (i32.eq (call $place (i32.const 2)) (i32.const 9)))
    (call $assert (i32.eq (call $place (i32.const 3)) (i32.const 12)))
    (call $assert (i32.eq (call $loop) (i32.const 10275)))
    (call $assert (i32.eq (call $returns (i32.const 1)) (i32.const 77)))
    (call $assert (i32.eq (call $returns (i32.const 0)) (i32.const 6)))
    (call $assert (i32.eq (call $not_its_own) (i32.const 11)))))
