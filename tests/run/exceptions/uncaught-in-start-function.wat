;; The start function runs before anybody can catch.
;;! trap = "UncaughtException"
;;! stderr = ["wasm trap: uncaught exception: tag 0\n   0: begin (function 0)\n"]
(module
  (tag)
  (func $begin (throw 0))
  (start $begin)
  (func (export "_start")
    (block $h (try_table (catch_all $h) (call $begin)))))
