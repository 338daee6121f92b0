;; Threads: where many threads trap at the same time, one of them is reported.
;;! trap = "IntegerDivideByZero"
(module
  (import "wasi" "thread-spawn" (func $spawn (param i32) (result i32)))
  (memory (export "memory") 1 1 shared)
  (func (export "wasi_thread_start") (param i32 i32)
    (drop (memory.atomic.wait32 (i32.const 0) (i32.const 0) (i64.const -1)))
    (drop (i32.div_u (i32.const 1) (i32.const 0))))
  (func (export "_start")
    (local $left i32)
    (local.set $left (i32.const 50))
    (loop $more
      (drop (call $spawn (i32.const 0)))
      (br_if $more (local.tee $left (i32.sub (local.get $left) (i32.const 1)))))
    (i32.atomic.store (i32.const 0) (i32.const 1))
    (drop (memory.atomic.notify (i32.const 0) (i32.const -1)))
    (drop (memory.atomic.wait32 (i32.const 4) (i32.const 0) (i64.const -1)))))
