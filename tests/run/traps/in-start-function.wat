;; A start function runs before `_start`, and its trap is reported like others.
;;! trap = "Unreachable"
;;! stderr = "0: begin (function 0)"
(module
  (func $begin unreachable)
  (func (export "_start"))
  (start $begin))
