;; The times of what the program was started with are changed where it is open for writing,
;; and not where it is only read.
;;! files = { input = "", other = "" }
;;! wrapper = ["sh", "-c", "exec \"$0\" \"$@\" <input >>other"]
;;! wrappers = [["sh", "-c", "exec \"$0\" \"$@\" <. >>other"]]
;;! exit = 0
(module
  (import "wasi_snapshot_preview1" "fd_filestat_set_times"
    (func $set_times (param i32 i64 i64 i32) (result i32)))
  (import "wasi_snapshot_preview1" "fd_fdstat_get"
    (func $fdstat (param i32 i32) (result i32)))
  (import "wasi_snapshot_preview1" "proc_exit" (func $exit (param i32)))
  (memory (export "memory") 1)
  (func $expect (param $found i32) (param $expected i32) (param $status i32)
    (if (i32.ne (local.get $found) (local.get $expected))
      (then (call $exit (local.get $status)))))
  (func $set (param $fd i32) (result i32)
    ;; `atim` and `mtim`.
    (call $set_times (local.get $fd) (i64.const 5000000000) (i64.const 5000000000) (i32.const 5)))
  ;; Whether the descriptor says that it has the right.
  (func $may (param $fd i32) (result i32)
    (drop (call $fdstat (local.get $fd) (i32.const 0)))
    (i64.ne (i64.and (i64.load (i32.const 8)) (i64.const 0x800000)) (i64.const 0)))
  (func (export "_start")
    (call $expect (call $set (i32.const 0)) (i32.const 8) (i32.const 1))
    (call $expect (call $may (i32.const 0)) (i32.const 0) (i32.const 2))
    (call $expect (call $set (i32.const 1)) (i32.const 0) (i32.const 3))
    (call $expect (call $may (i32.const 1)) (i32.const 1) (i32.const 4))))
