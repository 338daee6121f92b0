;; A store whose last byte is behind the memory traps and writes nothing.
;;! trap = "MemoryOutOfBounds"
;;! stderr = "0: main (function 0)"
;;! variants = [["-O0"], ["--bounds-checks", "explicit"]]
(module
  (memory 1)
  (func $main (export "_start") (i64.store (i32.const 65529) (i64.const -1))))
