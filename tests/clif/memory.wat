;; A 32-bit memory with pages of 64 KiB: no comparison, the MMU checks. The
;; index is zero-extended on its own, whatever it is the sum of.
(module
  (func (export "_start"))
  (memory 1 2)
  (func $load (param i32) (result i32)
    (i32.load offset=16 (local.get 0)))
  (func $sum_is_not_offset (param i32) (result i32)
    (i32.load (i32.add (local.get 0) (i32.const 16))))
  (func $large_offset (param i32) (result i64)
    (i64.load16_s offset=0xfffffff0 (local.get 0)))
  (func $store (param i32 i64 f64)
    (i64.store8 (local.get 0) (local.get 1))
    (f64.store offset=8 (local.get 0) (local.get 2)))
  (func $size_and_growth (param i32) (result i32)
    (i32.add (memory.grow (local.get 0)) (memory.size)))
)
