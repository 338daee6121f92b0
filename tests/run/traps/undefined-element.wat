;; An indirect call behind the end of the table traps.
;;! trap = "UndefinedElement"
;;! stderr = "0: main (function 0)"
(module
  (table 3 funcref)
  (global $place (mut i32) (i32.const -1))
  (func $main (export "_start") (call_indirect (global.get $place))))
