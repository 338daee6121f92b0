;; An addition before the access wraps; the offset does not.
;;! trap = "MemoryOutOfBounds"
;;! stderr = "0: access (function 0)"
;;! variants = [["-O0"], ["--bounds-checks", "explicit"], ["--cpu", "x86-64"], ["--cpu", "x86-64-v3"]]
(module
  (memory (export "memory") 65536)
  (func $access (param i32) (drop (i32.load8_u offset=0xfffffff0 (i32.add (local.get 0) (i32.const 32)))))
  (func (export "_start") (call $access (i32.const 0))))
