;; Throwing null traps, and a trap is no exception.
;;! trap = "NullExceptionReference"
(module
  (func (export "_start")
    (block $h (try_table (catch_all $h) (throw_ref (ref.null exn))))))
