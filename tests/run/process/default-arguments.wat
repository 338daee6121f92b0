;; Arguments that are compiled in come behind the program's name and before those
;; that it is started with; empty ones and such that look like options count too.
;;! options = ["--arg", "--first", "--arg", "", "--arg=two words"]
;;! args = ["given", "--arg"]
;;! stdout = "--first,,two words,given,--arg,"
(module
  (import "wasi_snapshot_preview1" "args_sizes_get"
    (func $args_sizes_get (param i32 i32) (result i32)))
  (import "wasi_snapshot_preview1" "args_get" (func $args_get (param i32 i32) (result i32)))
  (import "wasi_snapshot_preview1" "fd_write"
    (func $fd_write (param i32 i32 i32 i32) (result i32)))
  (memory (export "memory") 1)
  (func (export "_start") (local $place i32) (local $end i32)
    (if (call $args_sizes_get (i32.const 0) (i32.const 4)) (then (unreachable)))
    (if (i32.ne (i32.load (i32.const 0)) (i32.const 6)) (then (unreachable)))
    (if (call $args_get (i32.const 64) (i32.const 4096)) (then (unreachable)))
    ;; Ends become commas.
    (local.set $place (i32.const 4096))
    (local.set $end (i32.add (i32.const 4096) (i32.load (i32.const 4))))
    (loop $next
      (if (i32.eqz (i32.load8_u (local.get $place)))
        (then (i32.store8 (local.get $place) (i32.const 44))))
      (local.set $place (i32.add (local.get $place) (i32.const 1)))
      (br_if $next (i32.lt_u (local.get $place) (local.get $end))))
    ;; All but the program's own name.
    (i32.store (i32.const 8) (i32.load (i32.const 68)))
    (i32.store (i32.const 12) (i32.sub (local.get $end) (i32.load (i32.const 68))))
    (drop (call $fd_write (i32.const 1) (i32.const 8) (i32.const 1) (i32.const 0)))))
