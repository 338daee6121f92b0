;; Branch hints: what is unlikely is out of the way, with all that is inside it; a
;; label that is reached by other ways too stays where it is. Code that ends in
;; `unreachable` is unlikely by itself.
(module
  (func $call (import "wasi_snapshot_preview1" "sched_yield") (result i32))
  (func (export "_start"))
  (func $if (param i32) (result i32)
    (@metadata.code.branch_hint "\00")
    (if (result i32) (local.get 0)
      (then (block $inside (br_if $inside (call $call)) (drop (call $call))) (i32.const 1))
      (else (i32.const 2))))
  (func $else (param i32) (result i32)
    (@metadata.code.branch_hint "\01")
    (if (result i32) (local.get 0)
      (then (i32.const 1))
      (else (call $call))))
  (func $br_if (param i32 i32) (result i32)
    (block $out
      (@metadata.code.branch_hint "\00")
      (br_if $out (local.get 0))
      (br_if $out (local.get 1))
      (return (i32.const 1)))
    (call $call))
  (func $likely (param i32) (result i32)
    (loop $again
      (@metadata.code.branch_hint "\01")
      (br_if $again (call $call)))
    (drop (call $call))
    (i32.const 3))
  (func $trap (param i32) (result i32)
    (if (local.get 0) (then (drop (call $call)) (unreachable)))
    (call $call))
  ;; A clause is no less likely because the code before it ended where it is.
  (tag $e)
  (func $catch (param i32) (result i32)
    try (result i32)
      i32.const 5
      local.get 0
      (@metadata.code.branch_hint "\01")
      br_if 0
      drop
      throw $e
    catch $e
      (if (result i32) (call $call) (then (i32.const 1)) (else (i32.const 2)))
    end))
