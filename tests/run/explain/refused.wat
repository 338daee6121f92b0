;; What is refused is explained, each once, and nothing else is.
;;! options = ["--dir", "{dir}/kept::/kept:ro", "--embed", "{dir}/kept::/in", "--explain"]
;;! files = { "kept/note" = "text" }
;;! stderr = [
;;!   "wasi2native runtime: refused: path_open of `new` in `/kept`: it is granted read-only; --dir without `:ro` grants changes: `--dir HOST::/kept`\nwasi2native runtime: refused: path_open of `../up` in `/kept`: the path leads out of the folder; --dir grants the one it leads to\nwasi2native runtime: refused: path_open of `new` in `/in`: what is embedded cannot be changed; --dir grants a folder that can\nwasi2native runtime: refused: fd_write: the program has dropped the right that this needs\n",
;;! ]
;;! stdout = "ok"
(module
  (import "wasi_snapshot_preview1" "path_open"
    (func $path_open (param i32 i32 i32 i32 i32 i64 i64 i32 i32) (result i32)))
  (import "wasi_snapshot_preview1" "fd_fdstat_set_rights"
    (func $fd_fdstat_set_rights (param i32 i64 i64) (result i32)))
  (import "wasi_snapshot_preview1" "fd_write"
    (func $fd_write (param i32 i32 i32 i32) (result i32)))
  (memory (export "memory") 1)
  (data (i32.const 0) "\20\00\00\00" "\02\00\00\00")
  (data (i32.const 16) "new" "../up" "none")
  (data (i32.const 32) "ok")
  (func $expect (param $found i32) (param $expected i32)
    (if (i32.ne (local.get $found) (local.get $expected)) (then (unreachable))))
  (func $open (param $folder i32) (param $path i32) (param $length i32) (param $create i32)
    (result i32)
    (call $path_open (local.get $folder) (i32.const 0) (local.get $path) (local.get $length)
      (local.get $create) (i64.const 2) (i64.const 0) (i32.const 0) (i32.const 64)))
  (func (export "_start") (local $count i32)
    (loop $again
      (call $expect (call $open (i32.const 3) (i32.const 16) (i32.const 3) (i32.const 1))
        (i32.const 76)) ;; notcapable
      (call $expect (call $open (i32.const 3) (i32.const 19) (i32.const 5) (i32.const 0))
        (i32.const 63)) ;; perm
      ;; Nobody refuses what is not there.
      (call $expect (call $open (i32.const 3) (i32.const 24) (i32.const 4) (i32.const 0))
        (i32.const 44)) ;; noent
      (local.set $count (i32.add (local.get $count) (i32.const 1)))
      (br_if $again (i32.lt_u (local.get $count) (i32.const 100))))
    (call $expect (call $open (i32.const 4) (i32.const 16) (i32.const 3) (i32.const 1))
      (i32.const 76))
    (call $expect (call $fd_write (i32.const 1) (i32.const 0) (i32.const 1) (i32.const 8))
      (i32.const 0))
    (call $expect (call $fd_fdstat_set_rights (i32.const 1) (i64.const 0) (i64.const 0))
      (i32.const 0))
    (call $expect (call $fd_write (i32.const 1) (i32.const 0) (i32.const 1) (i32.const 8))
      (i32.const 76))))
