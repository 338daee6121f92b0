;; `_start` takes nothing.
;;! error = "`_start` has type (func (param i32)), but a command's takes and returns nothing, in function 0 `main`"
(module (func $main (export "_start") (param i32)))
