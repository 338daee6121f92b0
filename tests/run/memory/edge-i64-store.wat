;; A store whose last byte is the first behind 4 GiB traps.
;;! trap = "MemoryOutOfBounds"
;;! stderr = "0: access (function 0)"
;;! variants = [["-O0"], ["--bounds-checks", "explicit"], ["--cpu", "x86-64"], ["--cpu", "x86-64-v3"]]
(module
  (memory (export "memory") 65536)
  (func $access (param i32) (i64.store (local.get 0) (i64.const 0)))
  (func (export "_start") (call $access (i32.const -7))))
