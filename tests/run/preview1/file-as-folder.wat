;; A descriptor of a file is no folder, which is said before the path is looked at.
;;! options = ["--dir", "."]
;;! files = { file = "" }
;;! exit = 0
;;! wrappers = [["{start}", "without-openat2", "ENOSYS"]]
(module
  (import "wasi_snapshot_preview1" "path_open"
    (func $path_open (param i32 i32 i32 i32 i32 i64 i64 i32 i32) (result i32)))
  (import "wasi_snapshot_preview1" "path_filestat_get"
    (func $path_filestat_get (param i32 i32 i32 i32 i32) (result i32)))
  (import "wasi_snapshot_preview1" "proc_exit" (func $exit (param i32)))
  (memory (export "memory") 1)
  (data (i32.const 0) "file")
  (data (i32.const 8) "..")
  (data (i32.const 12) "x/")
  (data (i32.const 16) "x/y")
  (func $expect (param $found i32) (param $expected i32) (param $status i32)
    (if (i32.ne (local.get $found) (local.get $expected))
      (then (call $exit (local.get $status)))))
  (func $open (param $folder i32) (param $path i32) (param $length i32) (param $flags i32)
    (result i32)
    (call $path_open
      (local.get $folder) (i32.const 0) (local.get $path) (local.get $length)
      (local.get $flags) (i64.const 0xfffffff) (i64.const 0xfffffff) (i32.const 0)
      (i32.const 100)))
  (func (export "_start")
    (local $file i32)
    (call $expect
      (call $open (i32.const 3) (i32.const 0) (i32.const 4) (i32.const 0))
      (i32.const 0) (i32.const 1))
    (local.set $file (i32.load (i32.const 100)))
    (call $expect
      (call $path_filestat_get
        (local.get $file) (i32.const 0) (i32.const 8) (i32.const 2) (i32.const 200))
      (i32.const 54) (i32.const 2))
    ;; With `creat`.
    (call $expect
      (call $open (local.get $file) (i32.const 12) (i32.const 2) (i32.const 1))
      (i32.const 54) (i32.const 3))
    (call $expect
      (call $open (local.get $file) (i32.const 16) (i32.const 3) (i32.const 0))
      (i32.const 54) (i32.const 4))
    ;; In a folder, they are refused for what they are.
    (call $expect
      (call $path_filestat_get
        (i32.const 3) (i32.const 0) (i32.const 8) (i32.const 2) (i32.const 200))
      (i32.const 63) (i32.const 5))
    (call $expect
      (call $open (i32.const 3) (i32.const 12) (i32.const 2) (i32.const 1))
      (i32.const 31) (i32.const 6))))
