;; Each memory has a place of its own; explicit checks need less of it.
;;! options = ["--max-memory", "16M"]
(module
  (memory $small (export "memory") 1)
  (memory $wide i64 1 100)
  (memory $bytes 100 (pagesize 1))
  (table $fixed 10 funcref)
  (table $grows 10 funcref)
  (data (memory $wide) (i64.const 4096) "in the second page")
  (func (export "_start") (drop (table.grow $grows (ref.null func) (i32.const 1)))))
