;; Writing to initialised memory leaves the executable as it was: two runs of
;; it see the same data.
;;! wrapper = ["sh", "-c", "\"$0\" && \"$0\""]
(module
  (memory (export "memory") 1)
  (data (i32.const 0) "a")
  (func (export "_start")
    (if (i32.ne (i32.load8_u (i32.const 0)) (i32.const 97)) (then unreachable))
    (i32.store8 (i32.const 0) (i32.const 98))))
