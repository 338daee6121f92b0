;; A memory that is not shared would be each thread's own.
;;! error = "the program starts threads (it imports `wasi.thread-spawn`), but its memory 1 is not shared, and a memory of each thread's own is not supported"
;;! help = "compile it with atomics, and link it with `--shared-memory --import-memory`"
(module
  (import "wasi" "thread-spawn" (func (param i32) (result i32)))
  (memory 1 1 shared)
  (memory 1)
  (func (export "wasi_thread_start") (param i32 i32))
  (func (export "_start")))
