;; Initialising from a dropped segment traps.
;;! trap = "MemoryOutOfBounds"
(module
  (memory (export "memory") 1)
  (data $text "abc")
  (func (export "_start")
    (data.drop $text)
    (memory.init $text (i32.const 0) (i32.const 0) (i32.const 1))))
