;; Where the build allows it, a variable replaces what was granted; arguments and what
;; is embedded stay. Prints the environment it sees and a file.
;;! options = ["--dir", "kept", "--env", "OLD=1", "--allow-override", "--arg", "x"]
;;! env = { WASI2NATIVE_OVERRIDE = "--dir=one\\ two::new:ro\n --env NEW=a\\ b\\\\c  --env PASSED", PASSED = "yes" }
;;! files = { "one two/note" = "text" }
;;! stdout = "NEW=a b\\c PASSED=yes text"
(module
  (import "wasi_snapshot_preview1" "environ_sizes_get"
    (func $environ_sizes_get (param i32 i32) (result i32)))
  (import "wasi_snapshot_preview1" "environ_get" (func $environ_get (param i32 i32) (result i32)))
  (import "wasi_snapshot_preview1" "args_sizes_get"
    (func $args_sizes_get (param i32 i32) (result i32)))
  (import "wasi_snapshot_preview1" "path_open"
    (func $path_open (param i32 i32 i32 i32 i32 i64 i64 i32 i32) (result i32)))
  (import "wasi_snapshot_preview1" "fd_read"
    (func $fd_read (param i32 i32 i32 i32) (result i32)))
  (import "wasi_snapshot_preview1" "fd_prestat_dir_name"
    (func $fd_prestat_dir_name (param i32 i32 i32) (result i32)))
  (import "wasi_snapshot_preview1" "fd_write"
    (func $fd_write (param i32 i32 i32 i32) (result i32)))
  (memory (export "memory") 1)
  (data (i32.const 16) "note")
  (func $print (param $start i32) (param $length i32)
    (i32.store (i32.const 0) (local.get $start))
    (i32.store (i32.const 4) (local.get $length))
    (if (call $fd_write (i32.const 1) (i32.const 0) (i32.const 1) (i32.const 8))
      (then (unreachable))))
  (func (export "_start") (local $place i32) (local $end i32)
    (if (call $args_sizes_get (i32.const 0) (i32.const 4)) (then (unreachable)))
    (if (i32.ne (i32.load (i32.const 0)) (i32.const 2)) (then (unreachable)))
    (if (call $environ_sizes_get (i32.const 0) (i32.const 4)) (then (unreachable)))
    (local.set $end (i32.add (i32.const 4096) (i32.load (i32.const 4))))
    (if (call $environ_get (i32.const 64) (i32.const 4096)) (then (unreachable)))
    ;; Ends become spaces.
    (local.set $place (i32.const 4096))
    (loop $next
      (if (i32.eqz (i32.load8_u (local.get $place)))
        (then (i32.store8 (local.get $place) (i32.const 32))))
      (local.set $place (i32.add (local.get $place) (i32.const 1)))
      (br_if $next (i32.lt_u (local.get $place) (local.get $end))))
    (call $print (i32.const 4096) (i32.sub (local.get $end) (i32.const 4096)))
    ;; The only folder is called `new`, and cannot be written to.
    (if (call $fd_prestat_dir_name (i32.const 3) (i32.const 32) (i32.const 3))
      (then (unreachable)))
    (if (i32.ne (i32.and (i32.load (i32.const 32)) (i32.const 0xffffff)) (i32.const 0x77656e))
      (then (unreachable)))
    (if (i32.ne (i32.const 76) ;; notcapable
          (call $path_open (i32.const 3) (i32.const 0) (i32.const 16) (i32.const 4) (i32.const 1)
            (i64.const 64) (i64.const 0) (i32.const 0) (i32.const 32)))
      (then (unreachable)))
    (if (call $path_open (i32.const 3) (i32.const 0) (i32.const 16) (i32.const 4) (i32.const 0)
          (i64.const 2) (i64.const 0) (i32.const 0) (i32.const 32))
      (then (unreachable)))
    (i32.store (i32.const 0) (i32.const 256))
    (i32.store (i32.const 4) (i32.const 100))
    (if (call $fd_read (i32.load (i32.const 32)) (i32.const 0) (i32.const 1) (i32.const 8))
      (then (unreachable)))
    (call $print (i32.const 256) (i32.load (i32.const 8)))))
