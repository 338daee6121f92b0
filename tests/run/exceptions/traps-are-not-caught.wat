;; `catch_all` does not catch traps.
;;! trap = "IntegerDivideByZero"
(module
  (func $divide (param i32) (result i32) (i32.div_u (i32.const 1) (local.get 0)))
  (func (export "_start")
    (block $h (try_table (catch_all $h) (drop (call $divide (i32.const 0)))))))
