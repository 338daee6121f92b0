;; The start function runs first, once, and sees the active segments.
;;! variants = [["-O0"]]
(module
  (memory (export "memory") 1)
  (global $runs (mut i32) (i32.const 0))
  (data (i32.const 8) "\2a")
  (table 1 funcref)
  (elem (i32.const 0) $begin)
  (func $begin
    (if (i32.ne (i32.load (i32.const 8)) (i32.const 42)) (then unreachable))
    (if (ref.is_null (table.get (i32.const 0))) (then unreachable))
    (global.set $runs (i32.add (global.get $runs) (i32.const 1))))
  (start $begin)
  (func (export "_start")
    (if (i32.ne (global.get $runs) (i32.const 1)) (then unreachable))))
