;; Endless recursion ends in a trap that says so, whatever the stack size.
;;! trap = "StackExhausted"
;;! stderr = ["0: descend (function 0)", "... ", "more", "main (function 1)"]
;;! variants = [["-O0"], ["--stack-size", "64K"], ["--stack-size", "256M"]]
(module
  (func $descend (param i64) (result i64)
    (i64.add (local.get 0) (call $descend (i64.add (local.get 0) (i64.const 1)))))
  (func $main (export "_start") (drop (call $descend (i64.const 0)))))
