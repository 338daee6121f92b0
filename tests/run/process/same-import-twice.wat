;; A function can be imported twice, as Go does.
;;! exit = 5
(module
  (import "wasi_snapshot_preview1" "proc_exit" (func $first (param i32)))
  (import "wasi_snapshot_preview1" "proc_exit" (func $second (param i32)))
  (import "wasi_snapshot_preview1" "sched_yield" (func $yield (result i32)))
  (memory (export "memory") 1)
  (func (export "_start")
    (if (call $yield) (then (call $first (i32.const 6))))
    (call $second (i32.const 5))))
