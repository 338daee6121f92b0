;; A trap is reported and ends the program as ever.
;;! options = ["--require-lockdown"]
;;! trap = "IntegerDivideByZero"
(module
  (memory (export "memory") 1)
  (func (export "_start")
    (i32.store (i32.const 0) (i32.div_u (i32.const 1) (i32.load (i32.const 0))))))
