;; A granted folder that does not exist is said before the program starts.
;;! options = ["--dir", "{dir}/missing::/"]
;;! stderr = ["`{dir}/missing`", "--dir", "no such folder"]
;;! exit = 1
(module
  (memory (export "memory") 1)
  (func (export "_start") unreachable))
