;; Without standard error nobody is told, but the status is the same.
;;! exit = 134
;;! wrapper = ["sh", "-c", "exec \"$0\" \"$@\" 2>&-"]
(module (func (export "_start") unreachable))
