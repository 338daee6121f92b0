;; The root can import interfaces alone.
;;! error = "`other` is imported as a component or module; only interfaces can be imported"
(component
  (import "other" (component $other))
  (instance (instantiate $other)))
