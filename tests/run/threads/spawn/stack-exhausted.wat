;; Threads: a thread that runs out of stack traps as the main thread does.
;;! trap = "StackExhausted"
;;! variants = [["-O0"], ["--stack-size", "65536"], ["--stack-size", "1073741824"]]
(module
  (import "wasi" "thread-spawn" (func $spawn (param i32) (result i32)))
  (memory (export "memory") 1 1 shared)
  (func $deeper (param i32) (result i32)
    (i32.add (i32.const 1) (call $deeper (i32.add (local.get 0) (i32.const 1)))))
  (func (export "wasi_thread_start") (param i32 i32)
    (drop (call $deeper (i32.const 0))))
  (func (export "_start")
    (drop (call $spawn (i32.const 0)))
    (drop (memory.atomic.wait32 (i32.const 0) (i32.const 0) (i64.const -1)))))
