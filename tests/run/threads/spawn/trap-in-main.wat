;; Threads: a trap in the main thread ends the process while others wait or work.
;;! trap = "StackExhausted"
;;! variants = [["--stack-size", "65536"], ["-O0"]]
(module
  (import "wasi" "thread-spawn" (func $spawn (param i32) (result i32)))
  (memory (export "memory") 1 1 shared)
  (func $deeper (param i32) (result i32)
    (i32.add (i32.const 1) (call $deeper (i32.add (local.get 0) (i32.const 1)))))
  (func (export "wasi_thread_start") (param i32) (param $busy i32)
    (if (local.get $busy) (then (loop $forever (br $forever))))
    (drop (memory.atomic.wait32 (i32.const 0) (i32.const 0) (i64.const -1))))
  (func (export "_start")
    (drop (call $spawn (i32.const 0)))
    (drop (call $spawn (i32.const 1)))
    (drop (call $deeper (i32.const 0)))))
