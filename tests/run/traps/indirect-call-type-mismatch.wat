;; An indirect call of a function with another type traps.
;;! trap = "IndirectCallTypeMismatch"
;;! stderr = "0: main (function 1)"
(module
  (table funcref (elem $takes))
  (func $takes (param i64))
  (func $main (export "_start") (call_indirect (i32.const 0))))
