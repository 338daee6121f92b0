;; Everything that is missing is named at once, by interface and version: interfaces
;; that are not supported yet, versions, functions, types.
;;! error = "6 unknown imports: `my:own/things` (`a`, `b`, `c` and 1 more); `plain` (`plain`); `wasi:cli/environment@0.2.99` (`chdir`); `wasi:cli/environment@0.2.99` (`initial-cwd`, which is expected to be `func() -> u32`, but is `func() -> option<string>`); `wasi:io/poll@0.1.0` (`poll`); `wasi:keyvalue/store@0.2.0-draft` (it is not supported)"
(component
  (import "wasi:keyvalue/store@0.2.0-draft" (instance $store
    (export "open" (func (result u32)))))
  (import "wasi:io/poll@0.1.0" (instance $old (export "poll" (func))))
  (import "wasi:cli/environment@0.2.99" (instance $environment
    (export "initial-cwd" (func (result u32)))
    (export "chdir" (func (param "path" u32)))))
  (import "my:own/things" (instance $own
    (export "a" (func)) (export "b" (func)) (export "c" (func)) (export "d" (func))
    (export "unused" (func))))
  (import "plain" (func $plain))
  (core func (canon lower (func $store "open")))
  (core func (canon lower (func $old "poll")))
  (core func (canon lower (func $environment "initial-cwd")))
  (core func (canon lower (func $environment "chdir")))
  (core func (canon lower (func $own "a")))
  (core func (canon lower (func $own "b")))
  (core func (canon lower (func $own "c")))
  (core func (canon lower (func $own "d")))
  (core func (canon lower (func $plain))))
