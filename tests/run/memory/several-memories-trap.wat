;; The bounds of one memory are not those of another.
;;! trap = "MemoryOutOfBounds"
;;! variants = [["--bounds-checks", "explicit"]]
(module
  (memory $first (export "memory") 1)
  (memory $second 2)
  (func (export "_start") (drop (i32.load $first (i32.const 65536)))))
