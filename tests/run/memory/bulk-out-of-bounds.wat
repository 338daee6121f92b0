;; A copy that reaches behind the memory traps before it writes anything; what
;; was there is read after growing.
;;! trap = "MemoryOutOfBounds"
;;! stderr = "0: main (function 0)"
;;! variants = [["-O0"], ["--bounds-checks", "explicit"]]
(module
  (memory (export "memory") 1)
  (func $main (export "_start")
    (memory.fill (i32.const 65530) (i32.const 1) (i32.const 7))))
