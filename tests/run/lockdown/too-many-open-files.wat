;; Landlock takes a descriptor while the program starts. Where there is none, that is said.
;;! options = ["--lockdown", "--dir", "."]
;;! wrapper = ["sh", "-c", "ulimit -n 4 && exec \"$0\" \"$@\""]
;;! stderr = ["wasi2native runtime: cannot be locked down: too many open files\n"]
;;! exit = 1
(module
  (import "wasi_snapshot_preview1" "path_unlink_file"
    (func $unlink (param i32 i32 i32) (result i32)))
  (memory (export "memory") 1)
  (func (export "_start") (drop (call $unlink (i32.const 3) (i32.const 0) (i32.const 1)))))
