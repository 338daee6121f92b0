;; A module that does not validate, with the function and where in it.
;;! error = "type mismatch: expected i32, found i64, in function 0 `wrong`, at offset 0x2a"
(module
  (func $wrong (result i32) (i64.const 1))
  (func (export "_start")))
