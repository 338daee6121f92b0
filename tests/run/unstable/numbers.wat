;; `wasi_unstable`: what is different there, by the bytes: `whence`, the layout of
;; `filestat`, and that of subscriptions. A module may import from both snapshots.
;;! options = ["--dir", "{dir}::/"]
;;! files = { "file" = "0123456789" }
;;! stdout = "ok\n"
(module
  (import "wasi_unstable" "path_open"
    (func $open (param i32 i32 i32 i32 i32 i64 i64 i32 i32) (result i32)))
  (import "wasi_unstable" "fd_seek" (func $seek_2019 (param i32 i64 i32 i32) (result i32)))
  (import "wasi_snapshot_preview1" "fd_seek" (func $seek (param i32 i64 i32 i32) (result i32)))
  (import "wasi_unstable" "fd_filestat_get" (func $stat_2019 (param i32 i32) (result i32)))
  (import "wasi_unstable" "path_filestat_get"
    (func $path_stat_2019 (param i32 i32 i32 i32 i32) (result i32)))
  (import "wasi_unstable" "poll_oneoff" (func $poll_2019 (param i32 i32 i32 i32) (result i32)))
  (import "wasi_unstable" "fd_write" (func $write (param i32 i32 i32 i32) (result i32)))
  (import "wasi_unstable" "proc_exit" (func $exit (param i32)))
  (memory (export "memory") 1)
  (data (i32.const 0) "file")
  (data (i32.const 16) "ok\n")
  (data (i32.const 32) "\10\00\00\00\03\00\00\00")
  (global $line (mut i32) (i32.const 0))

  ;; Exits with the number of the check that failed.
  (func $check (param $holds i32)
    (global.set $line (i32.add (global.get $line) (i32.const 1)))
    (if (i32.eqz (local.get $holds)) (then (call $exit (global.get $line)))))
  (func $succeeds (param $errno i32) (call $check (i32.eqz (local.get $errno))))
  (func $is_at (param $errno i32) (param $place i64)
    (call $succeeds (local.get $errno))
    (call $check (i64.eq (i64.load (i32.const 100)) (local.get $place))))

  (func $has_size_of_file
    (call $check (i32.eq (i32.load8_u (i32.const 216)) (i32.const 4)))
    (call $check (i32.eq (i32.load (i32.const 220)) (i32.const 1)))
    (call $check (i64.eq (i64.load (i32.const 224)) (i64.const 10)))
    ;; Nothing behind its 56 bytes.
    (call $check (i64.eq (i64.load (i32.const 256)) (i64.const -1)))
    (memory.fill (i32.const 200) (i32.const 0xff) (i32.const 64)))

  (func (export "_start") (local $fd i32)
    (call $succeeds (call $open (i32.const 3) (i32.const 0) (i32.const 0) (i32.const 4)
      (i32.const 0) (i64.const -1) (i64.const -1) (i32.const 0) (i32.const 96)))
    (local.set $fd (i32.load (i32.const 96)))
    ;; 0 is `cur`, 1 is `end`, 2 is `set`.
    (call $is_at (call $seek_2019 (local.get $fd) (i64.const 4) (i32.const 2) (i32.const 100))
      (i64.const 4))
    (call $is_at (call $seek_2019 (local.get $fd) (i64.const 2) (i32.const 0) (i32.const 100))
      (i64.const 6))
    (call $is_at (call $seek_2019 (local.get $fd) (i64.const -1) (i32.const 1) (i32.const 100))
      (i64.const 9))
    (call $check (i32.eq (i32.const 28)
      (call $seek_2019 (local.get $fd) (i64.const 0) (i32.const 3) (i32.const 100))))
    ;; In preview 1, 0 is `set`.
    (call $is_at (call $seek (local.get $fd) (i64.const 2) (i32.const 0) (i32.const 100))
      (i64.const 2))

    (memory.fill (i32.const 200) (i32.const 0xff) (i32.const 64))
    (call $succeeds (call $stat_2019 (local.get $fd) (i32.const 200)))
    (call $has_size_of_file)
    (call $succeeds
      (call $path_stat_2019 (i32.const 3) (i32.const 1) (i32.const 0) (i32.const 4) (i32.const 200)))
    (call $has_size_of_file)
    ;; At the very end of memory, the 56 bytes fit, and not one byte later.
    (call $succeeds (call $stat_2019 (local.get $fd) (i32.const 0xffc8)))
    (call $check (i32.eq (i32.const 21) (call $stat_2019 (local.get $fd) (i32.const 0xffc9))))

    ;; Two subscriptions: to the monotonic clock, in a quarter of an hour, behind an
    ;; identifier that means nothing, and to the file.
    (i64.store (i32.const 300) (i64.const 11))
    (i64.store (i32.const 316) (i64.const -1))
    (i32.store (i32.const 324) (i32.const 1))
    (i64.store (i32.const 332) (i64.const 1000000000000))
    (i64.store (i32.const 356) (i64.const 22))
    (i32.store8 (i32.const 364) (i32.const 1))
    (i32.store (i32.const 372) (local.get $fd))
    (call $succeeds
      (call $poll_2019 (i32.const 300) (i32.const 500) (i32.const 2) (i32.const 496)))
    (call $check (i32.eq (i32.load (i32.const 496)) (i32.const 1)))
    (call $check (i64.eq (i64.load (i32.const 500)) (i64.const 22)))
    (call $check (i64.eq (i64.load (i32.const 516)) (i64.const 8)))
    ;; The clock alone, in a millisecond.
    (i64.store (i32.const 332) (i64.const 1000000))
    (call $succeeds
      (call $poll_2019 (i32.const 300) (i32.const 500) (i32.const 1) (i32.const 496)))
    (call $check (i64.eq (i64.load (i32.const 500)) (i64.const 11)))
    (call $check (i32.eqz (i32.load16_u (i32.const 508))))

    (call $succeeds (call $write (i32.const 1) (i32.const 32) (i32.const 1) (i32.const 100)))))
