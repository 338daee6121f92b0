;; A memory of which nothing says how large it may become stops growing before the
;; last of its pages, with `-1`; `--max-memory` says more.
;;! variants = [["-O0"], ["--bounds-checks", "explicit"]]
(module
  (memory (export "memory") 1)
  (func (export "_start")
    (if (i32.ne (memory.grow (i32.const 65535)) (i32.const -1)) (then unreachable))
    (if (i32.ne (memory.grow (i32.const 65534)) (i32.const 1)) (then unreachable))
    (if (i32.ne (memory.grow (i32.const 1)) (i32.const -1)) (then unreachable))
    (i32.store8 offset=0xfffefffe (i32.const 1) (i32.const 0x5a))
    (if (i32.ne (i32.load8_u (i32.const 0xfffeffff)) (i32.const 0x5a)) (then unreachable))))
