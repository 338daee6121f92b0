;; Threads: the address of a notification is a multiple of four.
;;! variants = [["--bounds-checks", "explicit"]]
;;! trap = "UnalignedAtomic"
(module (memory 1 1 shared)
  (func (export "_start")
    (drop (memory.atomic.notify (i32.const 2) (i32.const 0)))))
