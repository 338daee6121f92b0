;; Threads: an access of a thread outside of the shared memory traps.
;;! trap = "MemoryOutOfBounds"
;;! variants = [["--bounds-checks", "explicit"]]
(module
  (import "wasi" "thread-spawn" (func $spawn (param i32) (result i32)))
  (memory (export "memory") 1 2 shared)
  (func (export "wasi_thread_start") (param i32) (param $address i32)
    (i64.store (local.get $address) (i64.const 0)))
  (func (export "_start")
    (drop (call $spawn (i32.const 65529)))
    (drop (memory.atomic.wait32 (i32.const 0) (i32.const 0) (i64.const -1)))))
