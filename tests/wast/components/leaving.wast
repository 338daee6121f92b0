;; While room is made for values, and while results are given back, a component
;; cannot call what it imports: neither the host nor another component.
(component definition $maker
  (import "wasi:random/random@0.2.0" (instance $random
    (export "get-random-u64" (func (result u64)))
    (export "get-random-bytes" (func (param "len" u64) (result (list u8))))))
  (core module $allocator
    (import "host" "number" (func $number (result i64)))
    (memory (export "memory") 1)
    (global $calls (export "calls") (mut i32) (i32.const 0))
    (func (export "realloc") (param i32 i32 i32 i32) (result i32)
      (if (global.get $calls) (then (drop (call $number))))
      (i32.const 1024))
    (func (export "call-from-realloc") (global.set $calls (i32.const 1)))
    (func (export "call") (drop (call $number)))
    (func (export "nothing")))
  (core func $number (canon lower (func $random "get-random-u64")))
  (core instance $memory (instantiate $allocator
    (with "host" (instance (export "number" (func $number))))))
  (core func $bytes (canon lower (func $random "get-random-bytes")
    (memory (core memory $memory "memory")) (realloc (core func $memory "realloc"))))
  (core module $main
    (import "host" "bytes" (func $bytes (param i64 i32)))
    (import "memory" "memory" (memory 1))
    (func (export "bytes") (result i32)
      (call $bytes (i64.const 8) (i32.const 16))
      (i32.load (i32.const 20))))
  (core instance $main (instantiate $main
    (with "host" (instance (export "bytes" (func $bytes))))
    (with "memory" (instance $memory))))
  (func (export "bytes") (result u32) (canon lift (core func $main "bytes")))
  (func (export "call-from-realloc") (canon lift (core func $memory "call-from-realloc")))
  (func (export "call-after-return")
    (canon lift (core func $memory "nothing") (post-return (core func $memory "call"))))
  (func (export "nothing-after-return")
    (canon lift (core func $memory "call") (post-return (core func $memory "nothing")))))

(component instance $allocates $maker)
(assert_return (invoke "bytes") (u32.const 8))
(assert_return (invoke "bytes") (u32.const 8))
(assert_return (invoke "nothing-after-return"))
(assert_return (invoke "call-from-realloc"))
(assert_trap (invoke "bytes") "cannot leave component instance")

(component instance $returns $maker)
(assert_return (invoke "bytes") (u32.const 8))
(assert_trap (invoke "call-after-return") "cannot leave component instance")

;; The same where the caller is another component, and with handles.
(component definition $pair
  (component $inner
    (import "wasi:random/random@0.2.0" (instance $random
      (export "get-random-u64" (func (result u64)))))
    (core func $number (canon lower (func $random "get-random-u64")))
    (type $thing (resource (rep i32)))
    (core func $new (canon resource.new $thing))
    (core func $rep (canon resource.rep $thing))
    (core module $m
      (import "" "number" (func $number (result i64)))
      (import "" "new" (func $new (param i32) (result i32)))
      (import "" "rep" (func $rep (param i32) (result i32)))
      (memory (export "memory") 1)
      (global $act (mut i32) (i32.const 0))
      (global $handle (mut i32) (i32.const 0))
      (func (export "realloc") (param i32 i32 i32 i32) (result i32)
        (if (i32.eq (global.get $act) (i32.const 1)) (then (drop (call $number))))
        (if (i32.eq (global.get $act) (i32.const 2)) (then (drop (call $new (i32.const 1)))))
        ;; Asking what a handle stands for is no call.
        (if (i32.eq (global.get $act) (i32.const 3))
          (then (drop (call $rep (global.get $handle)))))
        (i32.const 64))
      (func (export "act") (param i32)
        (global.set $handle (call $new (i32.const 7)))
        (global.set $act (local.get 0)))
      (func (export "take") (param i32 i32) (result i32) (local.get 1)))
    (core instance $i (instantiate $m (with "" (instance
      (export "number" (func $number))
      (export "new" (func $new))
      (export "rep" (func $rep))))))
    (func (export "act") (param "how" u32) (canon lift (core func $i "act")))
    (func (export "take") (param "text" string) (result u32)
      (canon lift (core func $i "take") (memory (core memory $i "memory"))
        (realloc (core func $i "realloc")))))
  (import "wasi:random/random@0.2.0" (instance $random
    (export "get-random-u64" (func (result u64)))))
  (instance $inner (instantiate $inner
    (with "wasi:random/random@0.2.0" (instance $random))))
  (export "act" (func $inner "act"))
  (export "take" (func $inner "take")))

(component instance $calls $pair)
(assert_return (invoke "take" (str.const "three")) (u32.const 5))
(assert_return (invoke "act" (u32.const 3)))
(assert_return (invoke "take" (str.const "three")) (u32.const 5))
(assert_return (invoke "act" (u32.const 1)))
(assert_trap (invoke "take" (str.const "three")) "cannot leave component instance")
(component instance $makes $pair)
(assert_return (invoke "act" (u32.const 2)))
(assert_trap (invoke "take" (str.const "three")) "cannot leave component instance")
