;; All imports that nobody offers are reported at once, with their types.
;;! error = '6 unknown imports: `env.draw` (func (param i32 f64) (result i64)); `env.table` (table 1 10 funcref); `env.memory` (memory 1 2); `env.size` (global (mut i32)); `env.a\u{a}b` (func); `wasi_snapshot_preview1.fd_writ` (func (param i32 i32 i32 i32) (result i32)), in function 0, at offset 0x1f'
(module
  (import "env" "draw" (func (param i32 f64) (result i64)))
  (import "env" "table" (table 1 10 funcref))
  (import "env" "memory" (memory 1 2))
  (import "env" "size" (global (mut i32)))
  (import "env" "a\nb" (func))
  (import "wasi_snapshot_preview1" "fd_writ" (func (param i32 i32 i32 i32) (result i32)))
  (func (export "_start")))
