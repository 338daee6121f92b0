;; A socket whose connection was refused has no address any more, though the kernel still
;; tells its old one: to listen would be to do so at every address, which needs a grant.
;;! options = ["--allow-connect", "127.0.0.1:1"]
(module
  (import "wasi_snapshot_preview1" "sock_open" (func $open (param i32 i32 i32) (result i32)))
  (import "wasi_snapshot_preview1" "sock_connect" (func $connect (param i32 i32 i32) (result i32)))
  (import "wasi_snapshot_preview1" "sock_listen" (func $listen (param i32 i32) (result i32)))
  (import "wasi_snapshot_preview1" "proc_exit" (func $exit (param i32)))
  (memory (export "memory") 1)
  (data (i32.const 0) "\10\00\00\00\04\00\00\00")
  (data (i32.const 16) "\7f\00\00\01")
  (func $must (param $found i32) (param $wanted i32) (param $place i32)
    (if (i32.ne (local.get $found) (local.get $wanted)) (then (call $exit (local.get $place)))))
  (func (export "_start")
    (local $fd i32)
    (call $must (call $open (i32.const 1) (i32.const 2) (i32.const 32)) (i32.const 0) (i32.const 1))
    (local.set $fd (i32.load (i32.const 32)))
    ;; acces, connrefused, and acces again
    (call $must (call $listen (local.get $fd) (i32.const 5)) (i32.const 2) (i32.const 2))
    (call $must (call $connect (local.get $fd) (i32.const 0) (i32.const 1)) (i32.const 14) (i32.const 3))
    (call $must (call $listen (local.get $fd) (i32.const 5)) (i32.const 2) (i32.const 4))))
