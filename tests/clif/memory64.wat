;; Comparisons with the length. Where the end of the access is within the
;; smallest size, the length minus the end cannot be negative.
(module
  (func (export "_start"))
  (memory i64 1)
  (func $load (param i64) (result i32)
    (i32.load offset=16 (local.get 0)))
  (func $large_offset (param i64) (result i32)
    (i32.load offset=0x100000000 (local.get 0)))
  (func $overflowing_offset (param i64) (result i32)
    (i32.load offset=0xffffffffffffffff (local.get 0)))
  (func $growth (param i64) (result i64)
    (memory.grow (local.get 0)))
)
