;; Behind what `--max-memory` allows, an access traps.
;;! options = ["--max-memory", "1M"]
;;! trap = "MemoryOutOfBounds"
;;! variants = [["--bounds-checks", "explicit"]]
(module
  (memory (export "memory") 1)
  (func (export "_start")
    (drop (memory.grow (i32.const 15)))
    (i32.store8 (i32.const 1048576) (i32.const 1))))
