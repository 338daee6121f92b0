;; An active segment that does not fit its memory traps when the program starts.
;;! trap = "MemoryOutOfBounds"
(module
  (memory 1)
  (data (i32.const 65535) "ab")
  (func (export "_start")))
