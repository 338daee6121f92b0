;; More subscriptions than the process may have descriptors, for two of them in turns.
;;! wrapper = ["prlimit", "--nofile=64"]
(module
  (import "wasi_snapshot_preview1" "poll_oneoff" (func $poll (param i32 i32 i32 i32) (result i32)))
  (import "wasi_snapshot_preview1" "proc_exit" (func $exit (param i32)))
  (memory (export "memory") 2)
  (func (export "_start")
    (local $index i32) (local $at i32)
    (loop $more
      (local.set $at (i32.mul (local.get $index) (i32.const 48)))
      ;; fd_write, of 1 and 2
      (i32.store8 offset=8 (local.get $at) (i32.const 2))
      (i32.store offset=16 (local.get $at) (i32.add (i32.and (local.get $index) (i32.const 1)) (i32.const 1)))
      (local.set $index (i32.add (local.get $index) (i32.const 1)))
      (br_if $more (i32.lt_u (local.get $index) (i32.const 1000))))
    (if (call $poll (i32.const 0) (i32.const 65536) (i32.const 1000) (i32.const 60000)) (then (call $exit (i32.const 101))))
    (if (i32.ne (i32.load (i32.const 60000)) (i32.const 1000)) (then (call $exit (i32.const 102))))))
