;; Threads: nobody waits on an unshared memory, but bounds hold.
;;! variants = [["--bounds-checks", "explicit"]]
;;! trap = "MemoryOutOfBounds"
(module (memory 1)
  (func (export "_start")
    (drop (memory.atomic.notify (i32.const 65536) (i32.const 0)))))
