;; The whole environment is passed through.
;;! options = ["--inherit-env"]
;;! env = { A = "1" }
;;! stdout = "A=1\u0000"
(module
  (import "wasi_snapshot_preview1" "environ_sizes_get"
    (func $environ_sizes_get (param i32 i32) (result i32)))
  (import "wasi_snapshot_preview1" "environ_get"
    (func $environ_get (param i32 i32) (result i32)))
  (import "wasi_snapshot_preview1" "fd_write"
    (func $fd_write (param i32 i32 i32 i32) (result i32)))
  (memory (export "memory") 1)
  (func (export "_start")
    (if (call $environ_sizes_get (i32.const 0) (i32.const 4)) (then unreachable))
    (if (call $environ_get (i32.const 100) (i32.const 1000)) (then unreachable))
    (i32.store (i32.const 16) (i32.const 1000))
    (i32.store (i32.const 20) (i32.load (i32.const 4)))
    (if (call $fd_write (i32.const 1) (i32.const 16) (i32.const 1) (i32.const 8))
      (then unreachable))))
