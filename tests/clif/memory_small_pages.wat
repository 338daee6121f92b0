;; Pages of one byte: 33-bit sums are compared with the length.
(module
  (func (export "_start"))
  (memory 100 (pagesize 1))
  (func $load (param i32) (result i32)
    (i32.load8_u offset=3 (local.get 0)))
  (func $size (result i32)
    (memory.size))
)
