;; A program that wants the network is told that it has none, when it is compiled
;; and when it runs: `acces`.
;;! note = "the program can use the network (it imports `sock_bind`), but nothing of it is granted: pass `--allow-listen ADDR:PORT`"
;;! exit = 2
(module
  (import "wasi_snapshot_preview1" "sock_open" (func $open (param i32 i32 i32) (result i32)))
  (import "wasi_snapshot_preview1" "sock_bind" (func (param i32 i32 i32) (result i32)))
  (import "wasi_snapshot_preview1" "proc_exit" (func $exit (param i32)))
  (memory (export "memory") 1)
  (func (export "_start")
    (call $exit (call $open (i32.const 1) (i32.const 2) (i32.const 0)))))
