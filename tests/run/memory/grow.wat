;; Memory grows up to the module's maximum; new pages are zero, old content stays.
;;! variants = [["-O0"], ["--bounds-checks", "explicit"]]
(module
  (memory (export "memory") 1 3)
  (data (i32.const 65535) "x")
  (func (export "_start")
    (if (i32.ne (memory.grow (i32.const 1)) (i32.const 1)) (then unreachable))
    (if (i32.ne (memory.size) (i32.const 2)) (then unreachable))
    (if (i32.load (i32.const 65536)) (then unreachable))
    (if (i32.ne (i32.load8_u (i32.const 65535)) (i32.const 120)) (then unreachable))
    (i32.store (i32.const 131068) (i32.const -1))
    (if (i32.ne (memory.grow (i32.const 2)) (i32.const -1)) (then unreachable))
    (if (i32.ne (memory.grow (i32.const 0)) (i32.const 2)) (then unreachable))
    (if (i32.ne (memory.grow (i32.const 1)) (i32.const 2)) (then unreachable))
    (if (i32.ne (i32.load (i32.const 131068)) (i32.const -1)) (then unreachable))
    (if (i32.ne (memory.grow (i32.const 1)) (i32.const -1)) (then unreachable))
    (if (i32.ne (memory.grow (i32.const -1)) (i32.const -1)) (then unreachable))))
