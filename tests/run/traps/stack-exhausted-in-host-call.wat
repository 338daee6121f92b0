;; Recursion whose last straw is a host call is the program's stack exhaustion,
;; not a fault of the runtime.
;;! trap = "StackExhausted"
;;! stderr = "descend"
;;! variants = [["--stack-size", "64K"]]
(module
  (import "wasi_snapshot_preview1" "clock_time_get"
    (func $clock_time_get (param i32 i64 i32) (result i32)))
  (memory (export "memory") 1)
  (func $descend (param i64) (result i64)
    (drop (call $clock_time_get (i32.const 1) (i64.const 1) (i32.const 0)))
    (i64.add (i64.load (i32.const 0)) (call $descend (local.get 0))))
  (func (export "_start") (drop (call $descend (i64.const 0)))))
