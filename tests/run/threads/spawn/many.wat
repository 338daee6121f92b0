;; Threads: twenty thousand of them, one after the other, and a thousand at once.
(module
  (import "wasi" "thread-spawn" (func $spawn (param i32) (result i32)))
  (memory (export "memory") 1 1 shared)
  ;; Adds one to what is at 4 and wakes who waits for it.
  (func $arrive
    (drop (i32.atomic.rmw.add (i32.const 4) (i32.const 1)))
    (drop (memory.atomic.notify (i32.const 4) (i32.const -1))))
  (func $wait_for (param $count i32)
    (local $seen i32)
    (loop $again
      (local.set $seen (i32.atomic.load (i32.const 4)))
      (if (i32.ne (local.get $seen) (local.get $count))
        (then
          (drop (memory.atomic.wait32 (i32.const 4) (local.get $seen) (i64.const -1)))
          (br $again)))))
  (func (export "wasi_thread_start") (param i32) (param $stays i32)
    (if (local.get $stays) (then
      (call $arrive)
      (drop (memory.atomic.wait32 (i32.const 8) (i32.const 0) (i64.const -1)))))
    (call $arrive))
  (func $start (param $stays i32)
    (if (i32.le_s (call $spawn (local.get $stays)) (i32.const 0)) (then (unreachable))))
  (func (export "_start")
    (local $count i32)
    (loop $more
      (call $start (i32.const 0))
      (local.set $count (i32.add (local.get $count) (i32.const 1)))
      (call $wait_for (local.get $count))
      (br_if $more (i32.lt_u (local.get $count) (i32.const 20000))))
    (loop $more
      (call $start (i32.const 1))
      (local.set $count (i32.add (local.get $count) (i32.const 1)))
      (br_if $more (i32.lt_u (local.get $count) (i32.const 21000))))
    (call $wait_for (i32.const 21000))
    (i32.atomic.store (i32.const 8) (i32.const 1))
    (drop (memory.atomic.notify (i32.const 8) (i32.const -1)))
    (call $wait_for (i32.const 22000))))
