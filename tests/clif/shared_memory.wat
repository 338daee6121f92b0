;; A shared memory: its length is read anew each time, and the runtime's
;; functions for it are called.
(module
  (func (export "_start"))
  (memory i64 1 4 shared)
  (memory $unshared 1)
  (func (export "size") (result i64) (memory.size))
  (func (export "load") (param i64) (result i32) (i32.load (local.get 0)))
  (func (export "grow") (param i64) (result i64) (memory.grow (local.get 0)))
  (func (export "wait") (param i64 i64 i64) (result i32)
    (memory.atomic.wait64 (local.get 0) (local.get 1) (local.get 2)))
  (func (export "notify") (param i64 i32) (result i32)
    (memory.atomic.notify offset=8 (local.get 0) (local.get 1)))
  (func (export "nobody") (param i32 i32) (result i32)
    (memory.atomic.notify $unshared (local.get 0) (local.get 1))))
