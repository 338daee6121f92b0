;; Functions of sockets have several types; an import with another one is told all.
;;! error = "unknown import `wasi_snapshot_preview1.sock_accept` (func (param i32) (result i32)), incompatible import type, it is (func (param i32 i32 i32) (result i32)) or (func (param i32 i32) (result i32)), in function 0 `accept`, at offset 0x16"
(module
  (import "wasi_snapshot_preview1" "sock_accept" (func $accept (param i32) (result i32)))
  (memory (export "memory") 1)
  (func (export "_start") (drop (call $accept (i32.const 1)))))
