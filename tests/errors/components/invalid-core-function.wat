;; A function of a module inside of a component: where it is counts from the start of
;; the file.
;;! error = "type mismatch: expected i32, found i64, in function 1 `wrong`, at offset 0x2b"
(component
  (core module
    (func)
    (func $wrong (result i32) i64.const 1)))
