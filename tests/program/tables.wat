;; Only what can change its size needs address space of its own.
(module
  (table 4 funcref)
  (table 2 funcref)
  (table 1 100 externref)
  (func (export "_start")
    (drop (table.grow 1 (ref.null func) (i32.const 1)))
    (table.set 0 (i32.const 0) (ref.null func))
    (table.set 2 (i32.const 0) (ref.null extern))))
