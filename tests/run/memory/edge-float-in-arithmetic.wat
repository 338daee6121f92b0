;; A float load as an operand reads its own bytes alone.
;;! trap = "MemoryOutOfBounds"
;;! stderr = "0: access (function 0)"
;;! variants = [["-O0"], ["--bounds-checks", "explicit"], ["--cpu", "x86-64"], ["--cpu", "x86-64-v3"]]
(module
  (memory (export "memory") 65536)
  (func $access (param i32) (i32.store (i32.const 0) (i32.trunc_sat_f32_s (f32.add (f32.const 1) (f32.load (local.get 0))))))
  (func (export "_start") (call $access (i32.const -3))))
