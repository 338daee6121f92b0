;; Threads that share a memory. Each has names of its own.
(module $Mem (memory (export "shared") 1 2 shared)
  (func (export "load") (param i32) (result i32) (i32.atomic.load (local.get 0))))
(register "mem" $Mem)
(module $Other (func (export "f") (result i32) (i32.const 1)))

(thread $T1 (shared (module $Mem))
  (register "mem" $Mem)
  (module $Other (memory (import "mem" "shared") 1 2 shared)
    (func (export "run") (result i32)
      (i32.atomic.store (i32.const 0) (i32.const 42))
      (drop (memory.grow (i32.const 1)))
      (memory.atomic.notify (i32.const 0) (i32.const 1))))
  (assert_return (invoke $Other "run") (i32.const 0)))

(thread $T2 (shared (module $Mem))
  (assert_unlinkable (module (memory (import "mem" "shared") 1 2 shared)) "unknown import")
  (register "memory" $Mem)
  (module (memory (import "memory" "shared") 1 2 shared)
    (func (export "run") (result i32)
      ;; Another value, or a time that passes: nobody blocks here.
      (i32.add
        (memory.atomic.wait32 (i32.const 0) (i32.const 0) (i64.const -1))
        (memory.atomic.wait64 (i32.const 8) (i64.const 0) (i64.const 100000)))))
  (assert_return (invoke "run") (either (i32.const 3) (i32.const 4))))

(wait $T1)
(wait $T2)
(assert_return (invoke $Mem "load" (i32.const 0)) (i32.const 42))
(assert_return (invoke $Mem "load" (i32.const 65536)) (i32.const 0))
(assert_return (invoke $Other "f") (i32.const 1))
(assert_return (invoke "f") (i32.const 1))
