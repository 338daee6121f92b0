;; Which path was refused, and why: `/free` has a link to what is outside, and one to an
;; absolute path.
;;! options = ["--dir", "{dir}/free::/free", "--dir", "{dir}/other::/other", "--explain"]
;;! files = { "free/note" = "text", "other/note" = "text" }
;;! dirs = ["free/a"]
;;! links = { "free/out" = "../other", "free/far" = "/etc" }
;;! stderr = [
;;!   "wasi2native runtime: refused: path_rename of `note` in `/free` to `../up` in `/other`: `../up` leads out of the folder; --dir grants the one it leads to\n",
;;!   "wasi2native runtime: refused: path_link of `note` in `/free` to `../up` in `/other`: `../up` leads out of the folder; --dir grants the one it leads to\n",
;;!   "wasi2native runtime: refused: path_rename of `out/note` in `/free` to `new` in `/other`: `out/note` goes through a symbolic link out of the folder; --dir grants the one it leads to\n",
;;!   "wasi2native runtime: refused: path_link of `free` in `/other` to `/etc` in `/free`: `/etc` is absolute, which no option permits for a path in a folder\n",
;;!   "wasi2native runtime: refused: path_symlink of `new` in `/free` to `/etc`: no option permits links to absolute paths\n",
;;!   "wasi2native runtime: refused: path_symlink of `../up` in `/free` to `note`: the path leads out of the folder; --dir grants the one it leads to\n",
;;!   "wasi2native runtime: refused: path_readlink of `far` in `/free`: it is a link to an absolute path, which no option shows\n",
;;!   "wasi2native runtime: refused: path_open of `out` in `/free`: the path goes through a symbolic link out of the folder; --dir grants the one it leads to\n",
;;!   "wasi2native runtime: refused: path_open of `a/../../up` in `/free`: the path leads out of the folder; --dir grants the one it leads to\n",
;;! ]
;;! gone = ["free/new", "other/new", "up"]
(module
  (import "wasi_snapshot_preview1" "path_open"
    (func $path_open (param i32 i32 i32 i32 i32 i64 i64 i32 i32) (result i32)))
  (import "wasi_snapshot_preview1" "path_rename"
    (func $path_rename (param i32 i32 i32 i32 i32 i32) (result i32)))
  (import "wasi_snapshot_preview1" "path_link"
    (func $path_link (param i32 i32 i32 i32 i32 i32 i32) (result i32)))
  (import "wasi_snapshot_preview1" "path_symlink"
    (func $path_symlink (param i32 i32 i32 i32 i32) (result i32)))
  (import "wasi_snapshot_preview1" "path_readlink"
    (func $path_readlink (param i32 i32 i32 i32 i32 i32) (result i32)))
  (memory (export "memory") 1)
  (data (i32.const 0) "note") (data (i32.const 4) "../up") (data (i32.const 9) "out/note")
  (data (i32.const 17) "free") (data (i32.const 21) "/etc") (data (i32.const 25) "new")
  (data (i32.const 28) "a/../../up") (data (i32.const 38) "far")
  (func $refused (param $errno i32)
    (if (i32.ne (local.get $errno) (i32.const 63)) (then (unreachable)))) ;; perm
  (func $open (param $path i32) (param $length i32)
    (call $refused (call $path_open (i32.const 3) (i32.const 1) (local.get $path)
      (local.get $length) (i32.const 0) (i64.const 2) (i64.const 0) (i32.const 0) (i32.const 64))))
  (func (export "_start")
    (call $refused (call $path_rename (i32.const 3) (i32.const 0) (i32.const 4)
      (i32.const 4) (i32.const 4) (i32.const 5)))
    (call $refused (call $path_link (i32.const 3) (i32.const 0) (i32.const 0) (i32.const 4)
      (i32.const 4) (i32.const 4) (i32.const 5)))
    (call $refused (call $path_rename (i32.const 3) (i32.const 9) (i32.const 8)
      (i32.const 4) (i32.const 25) (i32.const 3)))
    (call $refused (call $path_link (i32.const 4) (i32.const 0) (i32.const 17) (i32.const 4)
      (i32.const 3) (i32.const 21) (i32.const 4)))
    (call $refused (call $path_symlink (i32.const 21) (i32.const 4)
      (i32.const 3) (i32.const 25) (i32.const 3)))
    (call $refused (call $path_symlink (i32.const 0) (i32.const 4)
      (i32.const 3) (i32.const 4) (i32.const 5)))
    (call $refused (call $path_readlink (i32.const 3) (i32.const 38) (i32.const 3)
      (i32.const 100) (i32.const 64) (i32.const 64)))
    (call $open (i32.const 9) (i32.const 3))
    (call $open (i32.const 28) (i32.const 10))))
