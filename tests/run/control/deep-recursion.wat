;; A hundred thousand calls deep fits the default stack.
;;! variants = [["-O0"], ["--stack-size", "64M"]]
(module
  (func $count (param i32) (result i32)
    (if (result i32) (i32.eqz (local.get 0))
      (then (i32.const 0))
      (else (i32.add (i32.const 1) (call $count (i32.sub (local.get 0) (i32.const 1)))))))
  (func (export "_start")
    (if (i32.ne (call $count (i32.const 100000)) (i32.const 100000)) (then unreachable))))
