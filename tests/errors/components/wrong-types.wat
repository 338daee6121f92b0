;; A function of an interface has one type, also where another is passed in the same way.
;;! error = "unknown import `wasi:random/random@0.2.3` (`get-random-u64`, which is expected to be `func() -> s64`, but is `func() -> u64`)"
(component
  (import "wasi:random/random@0.2.3" (instance $random
    (export "get-random-u64" (func (result s64)))))
  (core func (canon lower (func $random "get-random-u64"))))
