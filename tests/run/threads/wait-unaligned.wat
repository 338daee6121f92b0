;; Threads: the address of a wait is a multiple of its width.
;;! variants = [["--bounds-checks", "explicit"]]
;;! trap = "UnalignedAtomic"
(module (memory 1 1 shared)
  (func (export "_start")
    (drop (memory.atomic.wait64 (i32.const 4) (i64.const 0) (i64.const 0)))))
