;; Threads: only a shared memory can be waited on.
;;! variants = [["--bounds-checks", "explicit"]]
;;! trap = "ExpectedSharedMemory"
(module (memory 1)
  (func (export "_start")
    (drop (memory.atomic.wait32 (i32.const 0) (i32.const 0) (i64.const 0)))))
