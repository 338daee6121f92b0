;; A server that never asks for its address may listen.
;;! options = ["--allow-listen", "127.0.0.1:0", "--lockdown"]
(module
  (import "wasi_snapshot_preview1" "sock_open" (func $open (param i32 i32 i32) (result i32)))
  (import "wasi_snapshot_preview1" "sock_bind" (func $bind (param i32 i32 i32) (result i32)))
  (import "wasi_snapshot_preview1" "sock_listen" (func $listen (param i32 i32) (result i32)))
  (import "wasi_snapshot_preview1" "proc_exit" (func $exit (param i32)))
  (memory (export "memory") 1)
  (data (i32.const 0) "\10\00\00\00\04\00\00\00")
  (data (i32.const 16) "\7f\00\00\01")
  (func $try (param $error i32)
    (if (local.get $error) (then (call $exit (local.get $error)))))
  (func (export "_start")
    (call $try (call $open (i32.const 1) (i32.const 2) (i32.const 32)))
    ;; acces: it would be at every address
    (call $try (i32.sub (call $listen (i32.load (i32.const 32)) (i32.const 5)) (i32.const 2)))
    (call $try (call $bind (i32.load (i32.const 32)) (i32.const 0) (i32.const 0)))
    (call $try (call $listen (i32.load (i32.const 32)) (i32.const 5)))
    ;; again, with more room
    (call $try (call $listen (i32.load (i32.const 32)) (i32.const 9)))))
