;; Of two folders, the one that stands in the way is named: from 3 (`/free`) to 4 (`/kept`).
;;! options = ["--dir", "{dir}/free::/free", "--dir", "{dir}/kept::/kept:ro", "--explain"]
;;! files = { "free/note" = "text", "kept/note" = "text" }
;;! stderr = [
;;!   "wasi2native runtime: refused: path_rename of `note` in `/free` to `new` in `/kept`: the folder it would come to is granted read-only; --dir without `:ro` grants changes: `--dir HOST::/kept`\nwasi2native runtime: refused: path_link of `note` in `/free` to `new` in `/kept`: the folder it would come to is granted read-only; --dir without `:ro` grants changes: `--dir HOST::/kept`\nwasi2native runtime: refused: path_rename of `note` in `/kept` to `new` in `/free`: it is granted read-only; --dir without `:ro` grants changes: `--dir HOST::/kept`\n",
;;! ]
;;! after = { "free/note" = "text", "kept/note" = "text" }
;;! gone = ["kept/new", "free/new"]
(module
  (import "wasi_snapshot_preview1" "path_rename"
    (func $path_rename (param i32 i32 i32 i32 i32 i32) (result i32)))
  (import "wasi_snapshot_preview1" "path_link"
    (func $path_link (param i32 i32 i32 i32 i32 i32 i32) (result i32)))
  (memory (export "memory") 1)
  (data (i32.const 16) "note" "new")
  (func $refused (param $errno i32)
    (if (i32.ne (local.get $errno) (i32.const 76)) (then (unreachable))))
  (func (export "_start")
    (call $refused (call $path_rename (i32.const 3) (i32.const 16) (i32.const 4)
      (i32.const 4) (i32.const 20) (i32.const 3)))
    (call $refused (call $path_link (i32.const 3) (i32.const 0) (i32.const 16) (i32.const 4)
      (i32.const 4) (i32.const 20) (i32.const 3)))
    (call $refused (call $path_rename (i32.const 4) (i32.const 16) (i32.const 4)
      (i32.const 3) (i32.const 20) (i32.const 3)))))
