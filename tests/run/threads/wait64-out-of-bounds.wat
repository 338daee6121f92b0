;; Threads: all eight bytes of a wait are within the memory.
;;! variants = [["--bounds-checks", "explicit"]]
;;! trap = "MemoryOutOfBounds"
(module (memory 1 1 shared)
  (func (export "_start")
    (drop (memory.atomic.wait64 (i32.const 65536) (i64.const 0) (i64.const 0)))))
