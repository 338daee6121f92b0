;; The smallest program worth running.
;;
;;   wasi2native examples/hello.wat -o hello && ./hello
(module
  ;; fd_write(descriptor, pointer to buffers, number of buffers, pointer to count)
  (import "wasi_snapshot_preview1" "fd_write"
    (func $fd_write (param i32 i32 i32 i32) (result i32)))
  (memory (export "memory") 1)

  ;; One buffer: its address, its length. Then what it holds.
  (data (i32.const 0) "\10\00\00\00" "\0e\00\00\00")
  (data (i32.const 16) "hello, world!\n")

  (func $main (export "_start")
    (drop (call $fd_write
      (i32.const 1)      ;; standard output
      (i32.const 0)
      (i32.const 1)
      (i32.const 8)))))
