;; The largest index and offset reach nothing.
;;! trap = "MemoryOutOfBounds"
;;! stderr = "0: access (function 0)"
;;! variants = [["-O0"], ["--bounds-checks", "explicit"], ["--cpu", "x86-64"], ["--cpu", "x86-64-v3"]]
(module
  (memory (export "memory") 65536)
  (func $access (param i32) (drop (i64.load offset=0xffffffff (local.get 0))))
  (func (export "_start") (call $access (i32.const -1))))
