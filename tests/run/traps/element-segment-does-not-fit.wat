;; An active segment that does not fit its table traps when the program starts.
;;! trap = "TableOutOfBounds"
(module
  (table 1 funcref)
  (elem (i32.const 1) $start)
  (func $start (export "_start")))
