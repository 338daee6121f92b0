;; Reading an element behind the table traps.
;;! trap = "TableOutOfBounds"
;;! stderr = "0: main (function 0)"
(module
  (table 3 funcref)
  (global $place (mut i32) (i32.const 3))
  (func $main (export "_start") (drop (table.get (global.get $place)))))
