;; A table without elements, beside which nothing is mutable, has a place all the same.
;;! trap = "UndefinedElement"
(module
  (table 0 funcref)
  (func (export "_start")
    (if (ref.is_null (ref.func 0)) (then (unreachable)))
    (call_indirect (i32.const 0)))
  (elem declare func 0))
