;; A program that is refused more than fits on a screen is not explained at length.
;;! options = ["--dir", ".:ro", "--explain"]
;;! stderr = ["path_open of `62`", "refused: more than is explained\n"]
(module
  (import "wasi_snapshot_preview1" "path_open"
    (func $path_open (param i32 i32 i32 i32 i32 i64 i64 i32 i32) (result i32)))
  (memory (export "memory") 1)
  (func (export "_start") (local $count i32)
    (loop $again
      ;; Two digits.
      (i32.store8 (i32.const 0) (i32.add (i32.const 48) (i32.div_u (local.get $count) (i32.const 10))))
      (i32.store8 (i32.const 1) (i32.add (i32.const 48) (i32.rem_u (local.get $count) (i32.const 10))))
      (if (i32.ne (i32.const 76)
            (call $path_open (i32.const 3) (i32.const 0) (i32.const 0) (i32.const 2) (i32.const 1)
              (i64.const 2) (i64.const 0) (i32.const 0) (i32.const 64)))
        (then (unreachable)))
      (local.set $count (i32.add (local.get $count) (i32.const 1)))
      (br_if $again (i32.lt_u (local.get $count) (i32.const 99))))))
