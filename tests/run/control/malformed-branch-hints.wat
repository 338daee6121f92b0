;; A section of branch hints that is malformed, or names no branch, is passed over.
(module
  (@custom "metadata.code.branch_hint" (before code) "\01\00\02\02\01\00\ff\ff\01")
  (@custom "metadata.code.branch_hint" (before code) "\02\00\01\03\01\01\63\01\05\01\00")
  (func $f (param i32) (result i32)
    (if (result i32) (local.get 0) (then (i32.const 1)) (else (i32.const 2))))
  (func (export "_start")
    (if (i32.ne (call $f (i32.const 0)) (i32.const 2)) (then (unreachable)))))
