;; Prints every argument with its final NUL, but for the program's own name.
;;! args = ["one", "", "zwei und drei", "--dir"]
;;! stdout = "one\u0000\u0000zwei und drei\u0000--dir\u0000"
(module
  (import "wasi_snapshot_preview1" "args_sizes_get"
    (func $args_sizes_get (param i32 i32) (result i32)))
  (import "wasi_snapshot_preview1" "args_get" (func $args_get (param i32 i32) (result i32)))
  (import "wasi_snapshot_preview1" "fd_write"
    (func $fd_write (param i32 i32 i32 i32) (result i32)))
  (memory (export "memory") 1)
  (func (export "_start")
    (if (call $args_sizes_get (i32.const 0) (i32.const 4)) (then unreachable))
    (if (i32.ne (i32.load (i32.const 0)) (i32.const 5)) (then unreachable))
    ;; Pointers at 100, texts at 1000.
    (if (call $args_get (i32.const 100) (i32.const 1000)) (then unreachable))
    (if (i32.ne (i32.load (i32.const 100)) (i32.const 1000)) (then unreachable))
    ;; From the second argument to the end.
    (i32.store (i32.const 16) (i32.load (i32.const 104)))
    (i32.store (i32.const 20)
      (i32.sub (i32.add (i32.const 1000) (i32.load (i32.const 4))) (i32.load (i32.const 104))))
    (if (call $fd_write (i32.const 1) (i32.const 16) (i32.const 1) (i32.const 8))
      (then unreachable))))
