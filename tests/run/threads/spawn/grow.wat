;; Threads: many grow the shared memory at the same time; each page is given once,
;; and what one has made usable others can use.
;;! variants = [["--bounds-checks", "explicit"], ["-O0"]]
(module
  (import "wasi" "thread-spawn" (func $spawn (param i32) (result i32)))
  (memory (export "memory") 1 801 shared)
  (func (export "wasi_thread_start") (param $thread i32) (param $argument i32)
    (local $left i32)
    (local $page i32)
    (local.set $left (i32.const 100))
    (loop $more
      (local.set $page (memory.grow (i32.const 1)))
      (if (i32.eq (local.get $page) (i32.const -1)) (then (unreachable)))
      ;; Nobody else has it.
      (if (i32.atomic.rmw.add (i32.shl (local.get $page) (i32.const 16)) (i32.const 1))
        (then (unreachable)))
      (br_if $more (local.tee $left (i32.sub (local.get $left) (i32.const 1)))))
    (drop (i32.atomic.rmw.add (i32.const 4) (i32.const 1)))
    (drop (memory.atomic.notify (i32.const 4) (i32.const 1))))
  (func (export "_start")
    (local $index i32)
    (local $seen i32)
    (loop $more
      (drop (call $spawn (i32.const 0)))
      (local.set $index (i32.add (local.get $index) (i32.const 1)))
      (br_if $more (i32.lt_u (local.get $index) (i32.const 8))))
    (loop $again
      (local.set $seen (i32.atomic.load (i32.const 4)))
      (if (i32.ne (local.get $seen) (i32.const 8))
        (then
          (drop (memory.atomic.wait32 (i32.const 4) (local.get $seen) (i64.const -1)))
          (br $again))))
    (if (i32.ne (memory.size) (i32.const 801)) (then (unreachable)))
    (if (i32.ne (memory.grow (i32.const 1)) (i32.const -1)) (then (unreachable)))
    (local.set $index (i32.const 1))
    (loop $more
      (if (i32.ne (i32.load (i32.shl (local.get $index) (i32.const 16))) (i32.const 1))
        (then (unreachable)))
      (local.set $index (i32.add (local.get $index) (i32.const 1)))
      (br_if $more (i32.lt_u (local.get $index) (i32.const 801))))))
