;; Answers each message of the first connection to descriptor 3 by two; `!` where some of it
;; did not fit into four bytes.
(module
  (import "wasi_snapshot_preview1" "sock_accept" (func $accept (param i32 i32 i32) (result i32)))
  (import "wasi_snapshot_preview1" "sock_recv" (func $receive (param i32 i32 i32 i32 i32 i32) (result i32)))
  (import "wasi_snapshot_preview1" "sock_send" (func $send (param i32 i32 i32 i32 i32) (result i32)))
  (import "wasi_snapshot_preview1" "proc_exit" (func $exit (param i32)))
  (memory (export "memory") 1)
  ;; iovecs: for receiving, and for sending
  (data (i32.const 0) "\40\00\00\00\04\00\00\00")
  (data (i32.const 8) "\50\00\00\00\06\00\00\00")
  (data (i32.const 16) "\60\00\00\00\07\00\00\00")
  (data (i32.const 24) "\70\00\00\00\01\00\00\00")
  (data (i32.const 0x50) "first,")
  (data (i32.const 0x60) "second.")
  (data (i32.const 0x70) "!")
  (func $try (param $error i32)
    (if (local.get $error) (then (call $exit (local.get $error)))))
  (func $answer (param $iovec i32)
    (call $try (call $send (i32.load (i32.const 32)) (local.get $iovec) (i32.const 1) (i32.const 0) (i32.const 36))))
  (func (export "_start")
    (call $try (call $accept (i32.const 3) (i32.const 0) (i32.const 32)))
    (loop $next
      (call $try (call $receive (i32.load (i32.const 32)) (i32.const 0) (i32.const 1) (i32.const 0) (i32.const 36) (i32.const 40)))
      (if (i32.eqz (i32.load (i32.const 36))) (then (return)))
      (if (i32.load16_u (i32.const 40)) (then (call $answer (i32.const 24)) (br $next)))
      (call $answer (i32.const 8))
      (call $answer (i32.const 16))
      (br $next))))
