;; Ten million tail calls, direct, indirect and by reference, in constant stack.
;;! options = ["--stack-size", "64K"]
;;! variants = [["-O0"]]
(module
  (type $count (func (param i64 i64) (result i64)))
  (table funcref (elem $direct $indirect $reference))
  (func $direct (type $count)
    (if (i64.eqz (local.get 0)) (then (return (local.get 1))))
    (return_call $indirect (i64.sub (local.get 0) (i64.const 1)) (i64.add (local.get 1) (i64.const 1))))
  (func $indirect (type $count)
    (if (i64.eqz (local.get 0)) (then (return (local.get 1))))
    (return_call_indirect (type $count)
      (i64.sub (local.get 0) (i64.const 1)) (i64.add (local.get 1) (i64.const 1)) (i32.const 2)))
  (func $reference (type $count)
    (if (i64.eqz (local.get 0)) (then (return (local.get 1))))
    (return_call_ref $count
      (i64.sub (local.get 0) (i64.const 1)) (i64.add (local.get 1) (i64.const 1)) (ref.func $direct)))
  (func (export "_start")
    (if (i64.ne (call $direct (i64.const 10000000) (i64.const 0)) (i64.const 10000000))
      (then unreachable))))
