;; A host function imported with another type than it has.
;;! error = "unknown import `wasi_snapshot_preview1.fd_write` (func (param i32 i32) (result i32)), incompatible import type, it is (func (param i32 i32 i32 i32) (result i32)), in function 0 `write`, at offset 0x17"
(module
  (import "wasi_snapshot_preview1" "fd_write" (func $write (param i32 i32) (result i32)))
  (memory (export "memory") 1)
  (func (export "_start") (drop (call $write (i32.const 1) (i32.const 2)))))
