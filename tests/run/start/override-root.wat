;; With everything else, a folder chosen to be `/` is that, and nothing else is: two folders
;; are open, with names of one byte each. What is given twice counts once.
;;! options = ["--allow-override"]
;;! env = { WASI2NATIVE_OVERRIDE = "--allow-all --dir chosen::/ --dir chosen::/" }
;;! files = { "chosen/note" = "text" }
;;! exit = 22
(module
  (import "wasi_snapshot_preview1" "fd_prestat_get"
    (func $fd_prestat_get (param i32 i32) (result i32)))
  (import "wasi_snapshot_preview1" "path_open"
    (func $path_open (param i32 i32 i32 i32 i32 i64 i64 i32 i32) (result i32)))
  (import "wasi_snapshot_preview1" "proc_exit" (func $proc_exit (param i32)))
  (memory (export "memory") 1)
  (data (i32.const 16) "note")
  (func (export "_start") (local $number i32)
    ;; The first folder is the one with the note, which can be written to.
    (if (call $path_open (i32.const 3) (i32.const 0) (i32.const 16) (i32.const 4) (i32.const 0)
          (i64.const 0x40) (i64.const 0) (i32.const 0) (i32.const 32))
      (then (unreachable)))
    (local.set $number (i32.const 3))
    ;; How many folders are open, and how long all their names are.
    (block $end
      (loop $next
        (br_if $end (call $fd_prestat_get (local.get $number) (i32.const 0)))
        (i32.store (i32.const 8) (i32.add (i32.load (i32.const 8)) (i32.load (i32.const 4))))
        (local.set $number (i32.add (local.get $number) (i32.const 1)))
        (br $next)))
    (call $proc_exit (i32.add
      (i32.mul (i32.sub (local.get $number) (i32.const 3)) (i32.const 10))
      (i32.load (i32.const 8))))))
