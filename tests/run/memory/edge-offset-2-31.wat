;; An offset of 2^31 is not negative.
;;! trap = "MemoryOutOfBounds"
;;! stderr = "0: access (function 0)"
;;! variants = [["-O0"], ["--bounds-checks", "explicit"], ["--cpu", "x86-64"], ["--cpu", "x86-64-v3"]]
(module
  (memory (export "memory") 65536)
  (func $access (param i32) (drop (i32.load offset=0x80000000 (local.get 0))))
  (func (export "_start") (call $access (i32.const 0x80000000))))
