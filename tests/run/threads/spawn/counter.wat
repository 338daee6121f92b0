;; Threads: a thread runs `wasi_thread_start` with what its creator passed and its
;; number, on the same memory, with globals of its own.
;;! variants = [["-O0"], ["--bounds-checks", "explicit"], ["--cpu", "x86-64-v4"], ["--stack-size", "65536"]]
(module
  (import "wasi" "thread-spawn" (func $spawn (param i32) (result i32)))
  (import "env" "memory" (memory 1 1 shared))
  (global $own (mut i32) (i32.const 7))
  (func (export "wasi_thread_start") (param $thread i32) (param $argument i32)
    ;; The creator has changed its own.
    (if (i32.ne (global.get $own) (i32.const 7)) (then (unreachable)))
    (global.set $own (i32.const 9))
    (drop (i32.atomic.rmw.add (i32.const 0) (local.get $argument)))
    (drop (i32.atomic.rmw.add (i32.const 8) (local.get $thread)))
    (drop (i32.atomic.rmw.add (i32.const 4) (i32.const 1)))
    (drop (memory.atomic.notify (i32.const 4) (i32.const 1))))
  (func $wait_for (param $count i32)
    (local $seen i32)
    (loop $again
      (local.set $seen (i32.atomic.load (i32.const 4)))
      (if (i32.ne (local.get $seen) (local.get $count))
        (then
          (drop (memory.atomic.wait32 (i32.const 4) (local.get $seen) (i64.const -1)))
          (br $again)))))
  (func (export "_start")
    (local $index i32)
    (local $sum i32)
    (local $thread i32)
    (global.set $own (i32.const 8))
    (loop $more
      (local.set $thread (call $spawn (i32.const 3)))
      (if (i32.le_s (local.get $thread) (i32.const 0)) (then (unreachable)))
      (if (i32.ge_s (local.get $thread) (i32.const 0x2000_0000)) (then (unreachable)))
      (local.set $sum (i32.add (local.get $sum) (local.get $thread)))
      (local.set $index (i32.add (local.get $index) (i32.const 1)))
      (br_if $more (i32.lt_u (local.get $index) (i32.const 100))))
    (call $wait_for (i32.const 100))
    (if (i32.ne (i32.atomic.load (i32.const 0)) (i32.const 300)) (then (unreachable)))
    ;; Each thread was told its own number.
    (if (i32.ne (i32.atomic.load (i32.const 8)) (local.get $sum)) (then (unreachable)))
    (if (i32.ne (global.get $own) (i32.const 8)) (then (unreachable)))))
