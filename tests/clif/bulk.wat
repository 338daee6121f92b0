;; Everything is checked before anything is written. Short constant lengths need
;; no call; then all loads come before the first store.
(module
  (func (export "_start"))
  (memory 1)
  (data $passive "hello, world")
  (func $copy (param i32 i32 i32)
    (memory.copy (local.get 0) (local.get 1) (local.get 2)))
  (func $copy_short (param i32 i32)
    (memory.copy (local.get 0) (local.get 1) (i32.const 21)))
  (func $fill (param i32 i32 i32)
    (memory.fill (local.get 0) (local.get 1) (local.get 2)))
  (func $fill_short (param i32 i32)
    (memory.fill (local.get 0) (local.get 1) (i32.const 11)))
  (func $init (param i32 i32 i32)
    (memory.init $passive (local.get 0) (local.get 1) (local.get 2))
    (data.drop $passive))
)
