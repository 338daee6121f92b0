;; An indirect call of null traps.
;;! trap = "UninitializedElement"
;;! stderr = "0: main (function 0)"
(module
  (table 3 funcref)
  (global $place (mut i32) (i32.const 2))
  (func $main (export "_start") (call_indirect (global.get $place))))
