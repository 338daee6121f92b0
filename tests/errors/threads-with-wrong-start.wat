;; A thread is given its number and what its creator passed.
;;! error = "`wasi_thread_start` has type (func (param i32 i64)), but a thread's start has type (func (param i32 i32)), in function 1 `begin`"
(module
  (import "wasi" "thread-spawn" (func (param i32) (result i32)))
  (memory 1 1 shared)
  (func $begin (export "wasi_thread_start") (param i32 i64))
  (func (export "_start")))
