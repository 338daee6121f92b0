;; Nested components become a list of core instances, with adapters between them.
(component
  (component $Adder
    (core module $Adder
      (func (export "add") (param i32 i32) (result i32)
        (i32.add (local.get 0) (local.get 1))))
    (core instance $adder (instantiate $Adder))
    (func (export "add") (param "a" u32) (param "b" u32) (result u32)
      (canon lift (core func $adder "add"))))
  (component $Main
    (import "add" (func $add (param "a" u32) (param "b" u32) (result u32)))
    (import "now" (func $now (result u64)))
    (core func $add (canon lower (func $add)))
    (core func $now (canon lower (func $now)))
    (type $thing (resource (rep i32)))
    (core func $new (canon resource.new $thing))
    (core module $Main
      (import "host" "add" (func $add (param i32 i32) (result i32)))
      (import "host" "now" (func $now (result i64)))
      (import "host" "new" (func $new (param i32) (result i32)))
      (func (export "run") (result i32)
        (drop (call $now))
        (drop (call $new (i32.const 1)))
        (call $add (i32.const 1) (i32.const -1))))
    (core instance $main (instantiate $Main (with "host" (instance
      (export "add" (func $add)) (export "now" (func $now)) (export "new" (func $new))))))
    (func (export "run") (result (result)) (canon lift (core func $main "run"))))
  (import "wasi:clocks/monotonic-clock@0.2.0" (instance $clock
    (export "now" (func (result u64)))))
  (instance $adder (instantiate $Adder))
  (instance $main (instantiate $Main
    (with "add" (func $adder "add")) (with "now" (func $clock "now"))))
  (instance $run (export "run" (func $main "run")))
  (export "wasi:cli/run@0.2.0" (instance $run)))
