;; A program that opens something, without having looked for folders, is told that there is none.
;;! options = ["--explain"]
;;! stderr = "wasi2native runtime: refused: path_open: no folder is granted, so nothing can be opened; --dir grants one\n"
(module
  (import "wasi_snapshot_preview1" "path_open"
    (func $path_open (param i32 i32 i32 i32 i32 i64 i64 i32 i32) (result i32)))
  (memory (export "memory") 1)
  (data (i32.const 0) "a")
  (func (export "_start")
    (if (i32.ne (i32.const 8) ;; badf
          (call $path_open (i32.const 3) (i32.const 0) (i32.const 0) (i32.const 1) (i32.const 0)
            (i64.const 2) (i64.const 0) (i32.const 0) (i32.const 64)))
      (then (unreachable)))))
