;; Writing to a pipe that nobody reads is the error `pipe` (64), not a signal.
;;! wrapper = ["sh", "-c", "mkfifo pipe && exec 3<>pipe 4>pipe 3<&- && \"$0\" \"$@\" >&4"]
;;! exit = 64
(module
  (import "wasi_snapshot_preview1" "fd_write"
    (func $fd_write (param i32 i32 i32 i32) (result i32)))
  (import "wasi_snapshot_preview1" "proc_exit" (func $proc_exit (param i32)))
  (memory (export "memory") 1)
  (data (i32.const 0) "\08\00\00\00\05\00\00\00text\n")
  (func (export "_start")
    (call $proc_exit
      (call $fd_write (i32.const 1) (i32.const 0) (i32.const 1) (i32.const 100)))))
