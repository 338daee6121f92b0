;; A call of what is not there yet is a trap, though it would be there a moment later.
;;! trap = "UninitializedElement"
(component
  (import "wasi:clocks/monotonic-clock@0.2.0" (instance $clock
    (export "now" (func (result u64)))))
  (core func $now (canon lower (func $clock "now")))
  ;; What tools put between a module and its imports: a function that calls what is in a
  ;; table, and a module that fills the table when the other one is there.
  (core module $Shim
    (type $now (func (result i64)))
    (table (export "$imports") 2 2 funcref)
    (func (export "0") (result i64) (call_indirect (type $now) (i32.const 0))))
  (core instance $shim (instantiate $Shim))
  (core module $Main
    (import "" "now" (func $now (result i64)))
    (start $use)
    (func $use (drop (call $now)))
    (func (export "run") (result i32) (call $use) (i32.const 0)))
  (core instance $main (instantiate $Main (with "" (instance (export "now" (func $shim "0"))))))
  (core module $Fill
    (import "" "$imports" (table 2 2 funcref))
    (import "" "0" (func $now (result i64)))
    (elem (i32.const 0) func $now))
  (core instance (instantiate $Fill (with "" (instance
    (export "$imports" (table $shim "$imports")) (export "0" (func $now))))))
  (func $run (result (result)) (canon lift (core func $main "run")))
  (instance $command (export "run" (func $run)))
  (export "wasi:cli/run@0.2.0" (instance $command)))
