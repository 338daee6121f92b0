;; Text that is no module.
;;! error = "`input.wat`, line 4, column 28: unknown operator or unexpected token"
(module
  (func (export "_start") (i32.addd)))
