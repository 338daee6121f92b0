;; An atomic access across its natural boundary traps.
;;! trap = "UnalignedAtomic"
;;! stderr = "0: main (function 0)"
(module
  (memory 1)
  (global $place (mut i32) (i32.const 2))
  (func $main (export "_start") (drop (i32.atomic.load (global.get $place)))))
