;; References that only callers hold, as parameters, locals, operands and block
;; parameters, survive collections in what they call, and so do the exceptions
;; that these exceptions carry.
;;! variants = [["-O0"]]
(module
  (tag $e (param i32))
  (tag $pair (param exnref exnref))
  (func $assert (param i32) (if (i32.eqz (local.get 0)) (then (unreachable))))
  (func $throw (param i32) (throw $e (local.get 0)))
  (func $make (param i32) (result exnref)
    (block $h (result i32 exnref)
      (try_table (catch_ref $e $h) (call $throw (local.get 0)))
      (unreachable))
    (return))
  (func $value (param exnref) (result i32)
    (block $h (result i32)
      (try_table (catch $e $h) (throw_ref (local.get 0)))
      (unreachable)))
  (func $pair (param exnref exnref) (result exnref)
    (block $h (result exnref)
      (try_table (catch_all_ref $h) (throw $pair (local.get 0) (local.get 1)))
      (unreachable)))
  ;; Enough for many collections.
  (func $churn
    (local $i i32)
    (loop $again
      (drop (call $make (local.get $i)))
      (local.set $i (i32.add (local.get $i) (i32.const 1)))
      (br_if $again (i32.lt_u (local.get $i) (i32.const 20000)))))

  (func $descend (param $n i32) (param $x exnref) (result i32)
    (local $own exnref) (local $both exnref) (local $choice exnref)
    (local.set $own (call $make (i32.mul (local.get $n) (i32.const 2))))
    (local.set $both (call $pair (local.get $own) (call $make (i32.const 31))))
    (local.set $choice
      (select (result exnref) (local.get $x) (local.get $own)
        (i32.and (local.get $n) (i32.const 1))))
    (call $make (i32.const 8)) ;; an operand for the whole time
    (if (local.get $n)
      (then
        (call $assert (i32.eq
          (call $descend (i32.sub (local.get $n) (i32.const 1)) (call $make (local.get $n)))
          (local.get $n))))
      (else (call $churn)))
    (call $assert (i32.eq (call $value) (i32.const 8)))
    (call $assert (i32.eq (call $value (local.get $own)) (i32.mul (local.get $n) (i32.const 2))))
    (block $h (result exnref exnref)
      (try_table (catch $pair $h) (throw_ref (local.get $both)))
      (unreachable))
    (loop $values (param exnref exnref)
      (call $churn_a_little)
      (call $assert (i32.eq (call $value) (i32.const 31)))
      (call $assert (i32.eq (call $value) (i32.mul (local.get $n) (i32.const 2)))))
    (call $assert (i32.eq (call $value (local.get $choice))
      (select (call $value (local.get $x)) (i32.mul (local.get $n) (i32.const 2))
        (i32.and (local.get $n) (i32.const 1)))))
    (call $value (local.get $x)))

  (func $churn_a_little
    (local $i i32)
    (loop $again
      (drop (call $make (local.get $i)))
      (local.set $i (i32.add (local.get $i) (i32.const 1)))
      (br_if $again (i32.lt_u (local.get $i) (i32.const 30)))))

  (func (export "_start")
    (call $assert (i32.eq
      (call $descend (i32.const 300) (call $make (i32.const 301)))
      (i32.const 301)))))
