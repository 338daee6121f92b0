;; Everything can be granted at start, where the build allows that. That is `/` and `.`, the
;; second of which is also granted by itself here.
;;! options = ["--allow-override"]
;;! env = { WASI2NATIVE_OVERRIDE = "--allow-all --dir ." }
;;! dirs = ["x"]
;;! exit = 2
(module
  (import "wasi_snapshot_preview1" "fd_prestat_get"
    (func $fd_prestat_get (param i32 i32) (result i32)))
  (import "wasi_snapshot_preview1" "proc_exit" (func $proc_exit (param i32)))
  (memory (export "memory") 1)
  ;; How many folders are open.
  (func (export "_start") (local $number i32)
    (local.set $number (i32.const 3))
    (block $end
      (loop $next
        (br_if $end (call $fd_prestat_get (local.get $number) (i32.const 0)))
        (local.set $number (i32.add (local.get $number) (i32.const 1)))
        (br $next)))
    (call $proc_exit (i32.sub (local.get $number) (i32.const 3)))))
