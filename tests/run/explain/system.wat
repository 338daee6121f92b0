;; What the kernel forbids is not blamed on the folders: one cannot have a second name.
;; (Locked down, the kernel says something else.)
;;! options = ["--dir", "{dir}/free::/free", "--explain", "--no-lockdown"]
;;! dirs = ["free/folder"]
;;! stderr = "wasi2native runtime: refused: path_link of `folder` in `/free` to `new` in `/free`: the system forbids it\n"
(module
  (import "wasi_snapshot_preview1" "path_link"
    (func $path_link (param i32 i32 i32 i32 i32 i32 i32) (result i32)))
  (memory (export "memory") 1)
  (data (i32.const 0) "folder" "new")
  (func (export "_start")
    (if (i32.ne (i32.const 63) ;; perm
          (call $path_link (i32.const 3) (i32.const 0) (i32.const 0) (i32.const 6)
            (i32.const 3) (i32.const 6) (i32.const 3)))
      (then (unreachable)))))
