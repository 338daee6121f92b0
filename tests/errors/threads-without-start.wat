;; A thread begins with an export.
;;! error = "the program starts threads (it imports `wasi.thread-spawn`), but exports no function `wasi_thread_start`"
;;! help = "link it with `--export=wasi_thread_start`"
(module
  (import "wasi" "thread-spawn" (func (param i32) (result i32)))
  (memory 1 1 shared)
  (func (export "_start")))
