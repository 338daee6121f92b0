;; A name cannot command the terminal that a back-trace is printed on.
;;! trap = "Unreachable"
;;! stderr = "(function 0)"
(module
  (func (@name "red\1b[31m\nfake") unreachable)
  (func (export "_start") (call 0)))
