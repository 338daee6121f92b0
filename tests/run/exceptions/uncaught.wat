;; An exception that nobody handles is a trap with the tag's name, and a
;; back-trace from where it was thrown. Handlers of other tags do not run.
;;! trap = "UncaughtException"
;;! stderr = ["wasm trap: uncaught exception: disk_full (tag 1)\n   0: write (function 2)\n   1: save (function 3)\n   2: main (function 4)\n"]
;;! variants = [["-O0"]]
(module
  (import "wasi_snapshot_preview1" "proc_exit" (func $exit (param i32)))
  (tag $other (param i32))
  (tag $disk_full (param i64))
  (memory (export "memory") 1)
  (func $nothing)
  (func $write (throw $disk_full (i64.const 1)))
  (func $save
    (block $h (result i32)
      (try_table (catch $other $h) (call $write))
      (return))
    (call $exit))
  (func $main (export "_start") (call $save) (call $nothing)))
