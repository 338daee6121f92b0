;; Threads: where the kernel starts none, the program learns it from the result,
;; and goes on.
;;! wrapper = ["{start}", "without-clone", "EAGAIN"]
;;! exit = 4
(module
  (import "wasi" "thread-spawn" (func $spawn (param i32) (result i32)))
  (import "wasi_snapshot_preview1" "proc_exit" (func $exit (param i32)))
  (memory (export "memory") 1 1 shared)
  (func (export "wasi_thread_start") (param i32 i32) (unreachable))
  (func (export "_start")
    (local $left i32)
    ;; More often than there are slots.
    (local.set $left (i32.const 100000))
    (loop $more
      (if (i32.ge_s (call $spawn (i32.const 0)) (i32.const 0)) (then (unreachable)))
      (br_if $more (local.tee $left (i32.sub (local.get $left) (i32.const 1)))))
    (call $exit (i32.const 4))))
