;; Functions call each other by the tail convention; a host function takes the
;; memory record first, by the SystemV convention.
(module
  (import "wasi_snapshot_preview1" "random_get" (func $random_get (param i32 i32) (result i32)))
  (memory (export "memory") 1)
  (func (export "_start") (call $caller (i32.const 1)) (drop) (drop))
  (func $two_results (param i32) (result i32 v128)
    (local.get 0)
    (i32x4.splat (local.get 0)))
  (func $caller (param i32) (result i32 v128)
    (drop (call $random_get (i32.const 0) (i32.const 8)))
    (call $two_results (local.get 0)))
  (func $tail (param i32) (result i32 v128)
    (return_call $two_results (local.get 0)))
  (func $tail_to_host (param i32) (result i32)
    (return_call $random_get (local.get 0) (i32.const 8)))
)
