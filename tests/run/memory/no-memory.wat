;; A program needs no memory.
;;! variants = [["-O0"]]
(module
  (global $count (mut i64) (i64.const 40))
  (func (export "_start")
    (global.set $count (i64.add (global.get $count) (i64.const 2)))
    (if (i64.ne (global.get $count) (i64.const 42)) (then unreachable))))
