;; Kernels that cannot lock a process down, and containers that forbid it.
;;! options = ["--dir", ".", "--lockdown"]
;;! files = { note = "text" }
;;! stdout = "text"
;;! wrappers = [
;;!   ["{start}", "without-lockdown", "ENOSYS"],
;;!   ["{start}", "without-lockdown", "EPERM"],
;;! ]
(module
  (import "wasi_snapshot_preview1" "path_open"
    (func $path_open (param i32 i32 i32 i32 i32 i64 i64 i32 i32) (result i32)))
  (import "wasi_snapshot_preview1" "fd_read"
    (func $fd_read (param i32 i32 i32 i32) (result i32)))
  (import "wasi_snapshot_preview1" "fd_write"
    (func $fd_write (param i32 i32 i32 i32) (result i32)))
  (memory (export "memory") 1)
  ;; A buffer of 100 bytes at 64, and a name.
  (data (i32.const 0) "\40\00\00\00" "\64\00\00\00")
  (data (i32.const 16) "note")
  (func (export "_start")
    (if (call $path_open (i32.const 3) (i32.const 0) (i32.const 16) (i32.const 4) (i32.const 0)
          (i64.const 2) (i64.const 0) (i32.const 0) (i32.const 32))
      (then (unreachable)))
    (if (call $fd_read (i32.load (i32.const 32)) (i32.const 0) (i32.const 1) (i32.const 4))
      (then (unreachable)))
    (drop (call $fd_write (i32.const 1) (i32.const 0) (i32.const 1) (i32.const 36)))))
