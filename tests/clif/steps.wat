;; What instantiation cannot do before the program runs is in the initialiser:
;; a segment that does not fit, and the start function.
(module
  (func (export "_start"))
  (memory 1)
  (table 1 funcref)
  (data (i32.const 65530) "too long")
  (elem (i32.const 1) func $start)
  (func $start)
  (start $start)
)
