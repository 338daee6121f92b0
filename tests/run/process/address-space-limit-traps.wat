;; Under `ulimit -v` too, an access behind the memory is a trap.
;;! wrapper = ["sh", "-c", "ulimit -v 1000000; exec \"$0\" \"$@\""]
;;! trap = "MemoryOutOfBounds"
;;! variants = [["--bounds-checks", "explicit"]]
(module
  (memory (export "memory") 1)
  (func (export "_start") (i32.store offset=0xffff0000 (i32.const 0x7fffffff) (i32.const 1))))
