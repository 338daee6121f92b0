;; A program that looks for folders where there is none is told so.
;;! options = ["--explain"]
;;! stderr = "wasi2native runtime: refused: fd_prestat_get: no folder is granted, so nothing can be opened; --dir grants one\n"
(module
  (import "wasi_snapshot_preview1" "fd_prestat_get"
    (func $fd_prestat_get (param i32 i32) (result i32)))
  (memory (export "memory") 1)
  (func (export "_start")
    (if (i32.ne (call $fd_prestat_get (i32.const 3) (i32.const 0)) (i32.const 8))
      (then (unreachable)))))
