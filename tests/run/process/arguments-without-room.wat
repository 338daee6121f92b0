;; Where the texts of the arguments do not fit behind the pointers to them, or the pointers
;; do not fit, the call fails before it writes any of them.
;;! args = ["one", "two"]
;;! options = ["--env", "NAME=value"]
;;! exit = 0
(module
  (import "wasi_snapshot_preview1" "args_get" (func $args_get (param i32 i32) (result i32)))
  (import "wasi_snapshot_preview1" "environ_get" (func $environ_get (param i32 i32) (result i32)))
  (import "wasi_snapshot_preview1" "proc_exit" (func $exit (param i32)))
  (memory (export "memory") 1)
  (func $expect (param $found i32) (param $expected i32) (param $status i32)
    (if (i32.ne (local.get $found) (local.get $expected))
      (then (call $exit (local.get $status)))))
  (func (export "_start")
    (call $expect (call $args_get (i32.const 100) (i32.const 65534)) (i32.const 21) (i32.const 1))
    (call $expect (i32.load (i32.const 100)) (i32.const 0) (i32.const 2))
    (call $expect (call $args_get (i32.const 65532) (i32.const 100)) (i32.const 21) (i32.const 3))
    (call $expect (i32.load (i32.const 65532)) (i32.const 0) (i32.const 4))
    (call $expect (i32.load (i32.const 100)) (i32.const 0) (i32.const 5))
    ;; `NAME=value` and a NUL are 11 bytes.
    (call $expect
      (call $environ_get (i32.const 100) (i32.const 65526)) (i32.const 21) (i32.const 6))
    (call $expect (i32.load (i32.const 100)) (i32.const 0) (i32.const 7))
    (call $expect (i32.load (i32.const 65526)) (i32.const 0) (i32.const 8))
    (call $expect
      (call $environ_get (i32.const 100) (i32.const 65525)) (i32.const 0) (i32.const 9))
    (call $expect (i32.load (i32.const 100)) (i32.const 65525) (i32.const 10))))
