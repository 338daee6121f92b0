;; Calling a null reference traps.
;;! trap = "NullFunctionReference"
;;! stderr = "0: main (function 0)"
(module
  (type $function (func))
  (func $main (export "_start") (call_ref $function (ref.null $function))))
