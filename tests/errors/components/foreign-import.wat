;; The root can import interfaces alone.
;;! error = "internal error: nobody provides `other`"
;;! help = "this is a bug: please report it with the module at https://github.com/wasi2native/wasi2native/issues"
(component
  (import "other" (component $other))
  (instance (instantiate $other)))
