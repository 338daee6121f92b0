;; Bounds, then one comparison of types, which finds null too; why it failed is
;; found out of the way.
(module
  (func (export "_start"))
  (type $unary (func (param i32) (result i32)))
  (table $fixed 3 3 funcref)
  (elem (table $fixed) (i32.const 1) func $double $fixed_call)
  (func $double (type $unary) (i32.add (local.get 0) (local.get 0)))
  (func $fixed_call (type $unary)
    (call_indirect $fixed (type $unary) (local.get 0) (i32.const 1)))
  (func $tail (type $unary)
    (return_call_indirect $fixed (type $unary) (local.get 0) (local.get 0)))
  (func $by_reference (param (ref null $unary)) (result i32)
    (call_ref $unary (i32.const 5) (local.get 0)))
)
