;; A granted folder that is a file is said before the program starts.
;;! options = ["--dir", "{dir}::/", "--dir", "{dir}/file::/file"]
;;! files = { "file" = "" }
;;! stderr = ["`{dir}/file`", "--dir", "not a folder"]
;;! exit = 1
(module
  (memory (export "memory") 1)
  (func (export "_start") unreachable))
