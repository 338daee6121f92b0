;; Whether the grant withheld a right or the program itself did: another grant of `/kept`
;; helps in the first case only.
;;! options = ["--dir", "{dir}/kept::/kept:ro", "--dir", "{dir}/free::/free", "--embed", "{dir}/kept::/in", "--explain"]
;;! files = { "kept/note" = "text", "free/note" = "text" }
;;! stderr = [
;;!   "wasi2native runtime: refused: fd_fdstat_set_flags: the program opened the descriptor without the right that this needs, or dropped it\nwasi2native runtime: refused: fd_write: the program opened the descriptor without the right that this needs, or dropped it\nwasi2native runtime: refused: fd_filestat_set_times: it is granted read-only; --dir without `:ro` grants changes\nwasi2native runtime: refused: fd_fdstat_set_rights: rights can be dropped, but not added\n",
;;!   "wasi2native runtime: refused: fd_read in `/kept`: it is a folder, which this cannot be done to\nwasi2native runtime: refused: fd_read in `/in`: it is a folder, which this cannot be done to\nwasi2native runtime: refused: fd_filestat_set_times in `/kept`: it is granted read-only; --dir without `:ro` grants changes: `--dir HOST::/kept`\nwasi2native runtime: refused: path_open of `note` in `/in`: what is embedded cannot be changed; --dir grants a folder that can\n",
;;!   "wasi2native runtime: refused: path_open of `note` in `/kept`: what is opened in this folder cannot get the right that this needs, because the program did not ask for it, or dropped it\nwasi2native runtime: refused: path_rename of `note` in `/free` to `new` in `/free`: the program has dropped the right that this needs\n",
;;! ]
;;! after = { "kept/note" = "text", "free/note" = "text" }
(module
  (import "wasi_snapshot_preview1" "path_open"
    (func $path_open (param i32 i32 i32 i32 i32 i64 i64 i32 i32) (result i32)))
  (import "wasi_snapshot_preview1" "path_rename"
    (func $path_rename (param i32 i32 i32 i32 i32 i32) (result i32)))
  (import "wasi_snapshot_preview1" "fd_fdstat_set_flags"
    (func $fd_fdstat_set_flags (param i32 i32) (result i32)))
  (import "wasi_snapshot_preview1" "fd_fdstat_set_rights"
    (func $fd_fdstat_set_rights (param i32 i64 i64) (result i32)))
  (import "wasi_snapshot_preview1" "fd_filestat_set_times"
    (func $fd_filestat_set_times (param i32 i64 i64 i32) (result i32)))
  (import "wasi_snapshot_preview1" "fd_read"
    (func $fd_read (param i32 i32 i32 i32) (result i32)))
  (import "wasi_snapshot_preview1" "fd_write"
    (func $fd_write (param i32 i32 i32 i32) (result i32)))
  (memory (export "memory") 1)
  (data (i32.const 0) "note" "new")
  (func $expect (param $found i32) (param $expected i32)
    (if (i32.ne (local.get $found) (local.get $expected)) (then (unreachable))))
  (func $refused (param $found i32)
    (call $expect (local.get $found) (i32.const 76))) ;; notcapable
  (func $open (param $folder i32) (param $rights i64) (result i32)
    (call $path_open (local.get $folder) (i32.const 0) (i32.const 0) (i32.const 4) (i32.const 0)
      (local.get $rights) (i64.const 0) (i32.const 0) (i32.const 64)))
  (func (export "_start") (local $file i32)
    ;; Reading and setting times, of which the grant withholds the second.
    (call $expect (call $open (i32.const 3) (i64.const 0x800002)) (i32.const 0))
    (local.set $file (i32.load (i32.const 64)))
    (call $refused (call $fd_fdstat_set_flags (local.get $file) (i32.const 0)))
    (call $refused (call $fd_write (local.get $file) (i32.const 8) (i32.const 0) (i32.const 64)))
    (call $refused (call $fd_filestat_set_times (local.get $file)
      (i64.const 0) (i64.const 0) (i32.const 1)))
    (call $refused (call $fd_fdstat_set_rights (local.get $file) (i64.const 0x40) (i64.const 0)))
    ;; Folders: 3 is `/kept`, 4 is `/free`, 5 is `/in`.
    (call $refused (call $fd_read (i32.const 3) (i32.const 8) (i32.const 0) (i32.const 64)))
    (call $refused (call $fd_read (i32.const 5) (i32.const 8) (i32.const 0) (i32.const 64)))
    (call $refused (call $fd_filestat_set_times (i32.const 3)
      (i64.const 0) (i64.const 0) (i32.const 1)))
    (call $refused (call $open (i32.const 5) (i64.const 0x40)))
    ;; Names in the folders can still be opened, but what is opened gets no rights.
    (call $expect (call $fd_fdstat_set_rights (i32.const 3) (i64.const 0x2000) (i64.const 0))
      (i32.const 0))
    (call $refused (call $open (i32.const 3) (i64.const 2)))
    (call $expect (call $fd_fdstat_set_rights (i32.const 4) (i64.const 0x2000) (i64.const 0))
      (i32.const 0))
    (call $refused (call $path_rename (i32.const 4) (i32.const 0) (i32.const 4)
      (i32.const 4) (i32.const 4) (i32.const 3)))))
