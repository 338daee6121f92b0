;; What is known of a command when the program is frozen: host functions and the
;; memory their pointers point into, segments folded into images, and the steps
;; that are left.
(module
  (import "wasi_snapshot_preview1" "fd_write"
    (func $fd_write (param i32 i32 i32 i32) (result i32)))
  (memory (export "memory") 2 10)
  (table 4 funcref)
  (global $counter (mut i32) (i32.const 7))
  (global $base i32 (i32.add (i32.const 16) (i32.const 16)))
  (elem (i32.const 1) $start $fd_write)
  (data (global.get $base) "folded into the image")
  (data $passive "needed at run time")
  (func $begin (global.set $counter (i32.const 8)))
  (start $begin)
  (func $start (export "_start")
    (memory.init $passive (i32.const 0) (i32.const 0) (i32.const 4))
    (drop (call $fd_write (i32.const 1) (i32.const 0) (i32.const 0) (i32.const 0)))))
