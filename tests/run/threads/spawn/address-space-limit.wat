;; Threads: where there is no room for more stacks, the program learns it from the
;; result. When a thread has ended there is room again.
;;! wrapper = ["sh", "-c", "ulimit -v 200000; exec \"$0\" \"$@\""]
(module
  (import "wasi" "thread-spawn" (func $spawn (param i32) (result i32)))
  (memory (export "memory") 1 1 shared)
  (func (export "wasi_thread_start") (param i32 i32)
    (drop (memory.atomic.wait32 (i32.const 0) (i32.const 0) (i64.const -1)))
    (drop (i32.atomic.rmw.sub (i32.const 4) (i32.const 1))))
  ;; As many as there can be; how many.
  (func $fill (result i32)
    (local $count i32)
    (loop $more
      (drop (i32.atomic.rmw.add (i32.const 4) (i32.const 1)))
      (if (i32.gt_s (call $spawn (i32.const 0)) (i32.const 0)) (then
        (local.set $count (i32.add (local.get $count) (i32.const 1)))
        (br $more))))
    (drop (i32.atomic.rmw.sub (i32.const 4) (i32.const 1)))
    (local.get $count))
  (func $release
    (i32.atomic.store (i32.const 0) (i32.const 1))
    (drop (memory.atomic.notify (i32.const 0) (i32.const -1)))
    (loop $again (br_if $again (i32.atomic.load (i32.const 4))))
    (i32.atomic.store (i32.const 0) (i32.const 0)))
  (func (export "_start")
    (local $count i32)
    (local $left i32)
    (local.set $count (call $fill))
    ;; 200 MB are room for 8 MiB each, and some.
    (if (i32.lt_u (local.get $count) (i32.const 10)) (then (unreachable)))
    (if (i32.gt_u (local.get $count) (i32.const 24)) (then (unreachable)))
    (call $release)
    ;; The last ones may be on their way out.
    (local.set $left (i32.const 10000))
    (loop $more
      (if (i32.lt_u (call $fill) (local.get $count)) (then
        (call $release)
        (br_if $more (local.tee $left (i32.sub (local.get $left) (i32.const 1))))
        (unreachable))))))
