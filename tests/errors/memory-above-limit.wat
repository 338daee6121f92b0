;; The module needs more memory than `--max-memory` allows.
;;! error = "the module's memory starts with 1114112 bytes, more than the 1048576 that are allowed"
;;! help = "pass a larger `--max-memory`"
;;! options = ["--max-memory", "1M"]
(module
  (memory (export "memory") 17)
  (func (export "_start")))
