;; A load from the first byte behind the memory traps.
;;! trap = "MemoryOutOfBounds"
;;! stderr = ["0: load (function 0)", "1: main (function 1)"]
;;! variants = [["-O0"], ["--bounds-checks", "explicit"]]
(module
  (memory 1)
  (func $load (param i32) (result i32) (i32.load8_u (local.get 0)))
  (func $main (export "_start") (drop (call $load (i32.const 65536)))))
