;; `proc_raise` of `xfsz` (24) ends the program, though the runtime ignores the kernel's.
;;! signal = 25
(module
  (import "wasi_snapshot_preview1" "proc_raise" (func $proc_raise (param i32) (result i32)))
  (memory (export "memory") 1)
  (func (export "_start") (drop (call $proc_raise (i32.const 24)))))
