;; Threads: a trap in any thread ends the process, with the thread's back-trace.
;;! trap = "Unreachable"
;;! variants = [["-O0"]]
(module
  (import "wasi" "thread-spawn" (func $spawn (param i32) (result i32)))
  (memory (export "memory") 1 1 shared)
  (func $fail (unreachable))
  (func (export "wasi_thread_start") (param i32 i32) (call $fail))
  (func (export "_start")
    (if (i32.lt_s (call $spawn (i32.const 0)) (i32.const 0)) (then (return)))
    (drop (memory.atomic.wait32 (i32.const 0) (i32.const 0) (i64.const -1)))))
