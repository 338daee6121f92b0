;; Index and offset do not wrap around at 32 bits.
;;! trap = "MemoryOutOfBounds"
;;! stderr = "0: access (function 0)"
;;! variants = [["-O0"], ["--bounds-checks", "explicit"], ["--cpu", "x86-64"], ["--cpu", "x86-64-v3"]]
(module
  (memory (export "memory") 65536)
  (func $access (param i32) (drop (i32.load8_u offset=1 (local.get 0))))
  (func (export "_start") (call $access (i32.const -1))))
