;; A component is told why it may not change what it has open: the time of a folder.
;;! options = ["--dir", "{dir}/kept::/kept:ro", "--explain"]
;;! dirs = ["kept"]
;;! exit = 1
;;! stderr = "wasi2native runtime: refused: set-times in `/kept`: it is granted read-only; --dir without `:ro` grants changes: `--dir HOST::/kept`\n"
(component
  (import "wasi:filesystem/types@0.2.0" (instance $types
    (export "descriptor" (type $descriptor (sub resource)))
    (type $datetime-record (record (field "seconds" u64) (field "nanoseconds" u32)))
    (export "datetime" (type $datetime (eq $datetime-record)))
    (type $new-timestamp-variant
      (variant (case "no-change") (case "now") (case "timestamp" $datetime)))
    (export "new-timestamp" (type $new-timestamp (eq $new-timestamp-variant)))
    (type $codes (enum "access" "would-block" "already" "bad-descriptor" "busy" "deadlock"
      "quota" "exist" "file-too-large" "illegal-byte-sequence" "in-progress" "interrupted"
      "invalid" "io" "is-directory" "loop" "too-many-links" "message-size" "name-too-long"
      "no-device" "no-entry" "no-lock" "insufficient-memory" "insufficient-space"
      "not-directory" "not-empty" "not-recoverable" "unsupported" "no-tty" "no-such-device"
      "overflow" "not-permitted" "pipe" "read-only" "invalid-seek" "text-file-busy"
      "cross-device"))
    (export "error-code" (type $error-code (eq $codes)))
    (export "[method]descriptor.set-times" (func (param "self" (borrow $descriptor))
      (param "data-access-timestamp" $new-timestamp)
      (param "data-modification-timestamp" $new-timestamp)
      (result (result (error $error-code)))))))
  (alias export $types "descriptor" (type $descriptor))
  (import "wasi:filesystem/preopens@0.2.0" (instance $preopens
    (alias outer 1 $descriptor (type $outer-descriptor))
    (export "descriptor" (type $descriptor (eq $outer-descriptor)))
    (export "get-directories"
      (func (result (list (tuple (own $descriptor) string)))))))
  (core module $memory
    (memory (export "memory") 1)
    (global $end (mut i32) (i32.const 1024))
    (func (export "realloc") (param i32 i32 i32 i32) (result i32)
      (global.get $end)
      (global.set $end (i32.add (global.get $end) (i32.and
        (i32.add (local.get 3) (i32.const 7)) (i32.const -8))))))
  (core instance $memory (instantiate $memory))
  (core func $folders (canon lower (func $preopens "get-directories")
    (memory (core memory $memory "memory")) (realloc (core func $memory "realloc"))))
  (core func $set-times (canon lower (func $types "[method]descriptor.set-times")
    (memory (core memory $memory "memory"))))
  (core module $main
    (import "host" "folders" (func $folders (param i32)))
    (import "host" "set-times"
      (func $set-times (param i32 i32 i64 i32 i32 i64 i32 i32)))
    (import "memory" "memory" (memory 1))
    (func (export "run") (result i32)
      (call $folders (i32.const 8))
      ;; The first folder, now and now.
      (call $set-times (i32.load (i32.load (i32.const 8)))
        (i32.const 1) (i64.const 0) (i32.const 0)
        (i32.const 1) (i64.const 0) (i32.const 0) (i32.const 16))
      ;; not-permitted
      (if (i32.ne (i32.load8_u (i32.const 17)) (i32.const 31)) (then (unreachable)))
      (i32.load8_u (i32.const 16))))
  (core instance $main (instantiate $main
    (with "memory" (instance $memory))
    (with "host" (instance
      (export "folders" (func $folders))
      (export "set-times" (func $set-times))))))
  (func $run (result (result)) (canon lift (core func $main "run")))
  (instance $run (export "run" (func $run)))
  (export "wasi:cli/run@0.2.0" (instance $run)))
