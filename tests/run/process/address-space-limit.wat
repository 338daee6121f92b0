;; Where `ulimit -v` forbids the reservation, the program runs all the same: it
;; needs only what it uses.
;;! wrapper = ["sh", "-c", "ulimit -v 1000000; exec \"$0\" \"$@\""]
;;! stdout = "runs\n"
;;! variants = [["--bounds-checks", "explicit"]]
(module
  (import "wasi_snapshot_preview1" "fd_write"
    (func $fd_write (param i32 i32 i32 i32) (result i32)))
  (memory (export "memory") 16)
  (data (i32.const 0) "\08\00\00\00\05\00\00\00runs\n")
  (func (export "_start")
    (i32.store (i32.const 1048572) (i32.const 1))
    (drop (call $fd_write (i32.const 1) (i32.const 0) (i32.const 1) (i32.const 100)))))
