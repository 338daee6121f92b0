;; `--max-memory` limits growth, though the module would go further.
;;! options = ["--max-memory", "1M"]
;;! variants = [["--bounds-checks", "explicit"]]
(module
  (memory (export "memory") 1)
  (func (export "_start")
    (if (i32.ne (memory.grow (i32.const 16)) (i32.const -1)) (then unreachable))
    (if (i32.ne (memory.grow (i32.const 15)) (i32.const 1)) (then unreachable))
    (i32.store (i32.const 1048572) (i32.const 1))
    (if (i32.ne (memory.grow (i32.const 1)) (i32.const -1)) (then unreachable))))
