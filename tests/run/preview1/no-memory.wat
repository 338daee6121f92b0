;; Without a memory there is no address to store a result at: `fault` (21). What
;; needs none works.
(module
  (import "wasi_snapshot_preview1" "clock_time_get"
    (func $clock_time_get (param i32 i64 i32) (result i32)))
  (import "wasi_snapshot_preview1" "sched_yield" (func $sched_yield (result i32)))
  (import "wasi_snapshot_preview1" "fd_close" (func $fd_close (param i32) (result i32)))
  (func (export "_start")
    (if (i32.ne (call $clock_time_get (i32.const 0) (i64.const 0) (i32.const 0)) (i32.const 21))
      (then unreachable))
    (if (call $sched_yield) (then unreachable))
    (if (call $fd_close (i32.const 0)) (then unreachable))
    (if (i32.ne (call $fd_close (i32.const 0)) (i32.const 8)) (then unreachable))))
