;; A host function can be called through a table.
;;! exit = 7
(module
  (import "wasi_snapshot_preview1" "proc_exit" (func $proc_exit (param i32)))
  (memory (export "memory") 1)
  (table funcref (elem $proc_exit))
  (func (export "_start") (call_indirect (param i32) (i32.const 7) (i32.const 0))))
