;; Thrown by reference from elsewhere; the tag has no name but that of its export.
;;! trap = "UncaughtException"
;;! stderr = ["wasm trap: uncaught exception: failure (tag 0)\n   0: again (function 0)\n   1: main (function 1)\n"]
(module
  (tag (export "failure"))
  (func $again (param exnref) (throw_ref (local.get 0)))
  (func $main (export "_start")
    (block $h (result exnref)
      (try_table (catch_all_ref $h) (throw 0))
      (unreachable))
    (call $again)))
