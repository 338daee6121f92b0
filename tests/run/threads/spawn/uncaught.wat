;; Threads: an exception that a thread does not catch is a trap.
;;! trap = "UncaughtException"
(module
  (import "wasi" "thread-spawn" (func $spawn (param i32) (result i32)))
  (memory (export "memory") 1 1 shared)
  (tag $number (param i32))
  (func (export "wasi_thread_start") (param i32 i32) (throw $number (i32.const 1)))
  (func (export "_start")
    (drop (call $spawn (i32.const 0)))
    (drop (memory.atomic.wait32 (i32.const 0) (i32.const 0) (i64.const -1)))))
