;; The runtime that checks itself is for programs of a single thread.
;;! options = ["--check-runtime"]
;;! error = "no runtime for threads checks itself"
;;! help = "leave out `--check-runtime`"
(module
  (import "wasi" "thread-spawn" (func $spawn (param i32) (result i32)))
  (import "env" "memory" (memory 1 2 shared))
  (export "memory" (memory 0))
  (func (export "wasi_thread_start") (param i32 i32))
  (func (export "_start") (drop (call $spawn (i32.const 0)))))
