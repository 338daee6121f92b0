;; Threads, "Atomic Memory Instructions": what waiting and notifying do where no
;; other thread is there, and that a shared memory grows.
;;! variants = [["--bounds-checks", "explicit"], ["-O0"]]
(module
  (memory 1 3 shared)
  (func $expect (param $actual i32) (param $expected i32)
    (if (i32.ne (local.get $actual) (local.get $expected)) (then (unreachable))))
  (func (export "_start")
    (i32.atomic.store (i32.const 65532) (i32.const 7))
    (i64.atomic.store (i32.const 65520) (i64.const 0x1_0000_0007))
    ;; Another value: 1, whatever the timeout.
    (call $expect (memory.atomic.wait32 (i32.const 65532) (i32.const 8) (i64.const -1)) (i32.const 1))
    (call $expect
      (memory.atomic.wait32 offset=65532 (i32.const 0) (i32.const 8) (i64.const 0)) (i32.const 1))
    (call $expect
      (memory.atomic.wait64 offset=8 (i32.const 65512) (i64.const 7) (i64.const -1)) (i32.const 1))
    (call $expect
      (memory.atomic.wait64 (i32.const 65520) (i64.const 0x2_0000_0007) (i64.const -1)) (i32.const 1))
    ;; The same value until time is over: 2.
    (call $expect (memory.atomic.wait32 (i32.const 65532) (i32.const 7) (i64.const 0)) (i32.const 2))
    (call $expect
      (memory.atomic.wait32 (i32.const 65532) (i32.const 7) (i64.const 5000000)) (i32.const 2))
    (call $expect
      (memory.atomic.wait64 (i32.const 65520) (i64.const 0x1_0000_0007) (i64.const 1)) (i32.const 2))
    ;; Nobody waits any more.
    (call $expect (memory.atomic.notify (i32.const 65532) (i32.const -1)) (i32.const 0))
    (call $expect (memory.atomic.notify offset=4 (i32.const 65516) (i32.const 0)) (i32.const 0))
    (call $expect (memory.size) (i32.const 1))
    (call $expect (memory.grow (i32.const 2)) (i32.const 1))
    (call $expect (memory.size) (i32.const 3))
    (call $expect (memory.grow (i32.const 1)) (i32.const -1))
    (call $expect (memory.grow (i32.const 0)) (i32.const 3))
    (call $expect
      (memory.atomic.wait64 (i32.const 196600) (i64.const 0) (i64.const 1)) (i32.const 2))))
