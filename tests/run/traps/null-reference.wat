;; A null where a reference must be traps.
;;! trap = "NullReference"
;;! stderr = "0: main (function 0)"
(module
  (func $main (export "_start") (drop (ref.as_non_null (ref.null func)))))
