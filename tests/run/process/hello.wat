;; Text reaches standard output.
;;! stdout = "hello, world\n"
;;! variants = [["-O0"], ["-O1"], ["-Os"], ["--strip"], ["--cpu", "x86-64"], ["--cpu", "native"], ["--bounds-checks", "explicit"]]
(module
  (import "wasi_snapshot_preview1" "fd_write"
    (func $fd_write (param i32 i32 i32 i32) (result i32)))
  (memory (export "memory") 1)
  (data (i32.const 0) "\10\00\00\00\07\00\00\00\17\00\00\00\06\00\00\00hello, world\n")
  (func (export "_start")
    (if (call $fd_write (i32.const 1) (i32.const 0) (i32.const 2) (i32.const 100))
      (then unreachable))
    (if (i32.ne (i32.load (i32.const 100)) (i32.const 13)) (then unreachable))))
