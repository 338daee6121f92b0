;; The program has a stack of its own: `ulimit -s unlimited` does not let it
;; run until the machine is out of memory.
;;! trap = "StackExhausted"
;;! stderr = "0: descend (function 0)"
;;! wrapper = ["sh", "-c", "ulimit -s unlimited; exec \"$0\" \"$@\""]
;;! timeout = 10
(module
  (func $descend (param i64) (result i64)
    (i64.add (local.get 0) (call $descend (i64.add (local.get 0) (i64.const 1)))))
  (func $main (export "_start") (drop (call $descend (i64.const 0)))))
