;; Threads: a wait is within the memory, by the sum of 33 bits.
;;! variants = [["--bounds-checks", "explicit"]]
;;! trap = "MemoryOutOfBounds"
(module (memory 1 1 shared)
  (func (export "_start")
    (drop (memory.atomic.wait32 offset=0xfffffffc (i32.const -4) (i32.const 0) (i64.const 0)))))
