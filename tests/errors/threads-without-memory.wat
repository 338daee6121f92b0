;; Threads share a memory.
;;! error = "the program starts threads (it imports `wasi.thread-spawn`), but has no memory that they share"
;;! help = "compile it with atomics, and link it with `--shared-memory --import-memory`"
(module
  (import "wasi" "thread-spawn" (func (param i32) (result i32)))
  (func (export "wasi_thread_start") (param i32 i32))
  (func (export "_start")))
