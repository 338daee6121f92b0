;; Threads: a notification is within the memory.
;;! variants = [["--bounds-checks", "explicit"]]
;;! trap = "MemoryOutOfBounds"
(module (memory 1 1 shared)
  (func (export "_start")
    (drop (memory.atomic.notify (i32.const 65536) (i32.const 0)))))
