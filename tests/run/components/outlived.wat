;; A pollable is a child of the stream that it was made of, and must go before it, as in
;; the reference. In the other order, everything may go.
;;! trap = "WasiMisused"
;;! stderr = "wasm function 4"
(component
  (import "wasi:io/poll@0.2.0" (instance $poll (export "pollable" (type (sub resource)))))
  (alias export $poll "pollable" (type $pollable))
  (import "wasi:io/streams@0.2.0" (instance $streams
    (alias outer 1 $pollable (type $outer))
    (export "pollable" (type $pollable (eq $outer)))
    (export "input-stream" (type $input (sub resource)))
    (export "[method]input-stream.subscribe"
      (func (param "self" (borrow $input)) (result (own $pollable))))))
  (alias export $streams "input-stream" (type $input))
  (import "wasi:cli/stdin@0.2.0" (instance $stdin
    (alias outer 1 $input (type $outer))
    (export "input-stream" (type $input (eq $outer)))
    (export "get-stdin" (func (result (own $input))))))
  (core func $get (canon lower (func $stdin "get-stdin")))
  (core func $subscribe (canon lower (func $streams "[method]input-stream.subscribe")))
  (core func $drop-input (canon resource.drop $input))
  (core func $drop-pollable (canon resource.drop $pollable))
  (core module $Main
    (import "" "get" (func $get (result i32)))
    (import "" "subscribe" (func $subscribe (param i32) (result i32)))
    (import "" "drop-input" (func $drop-input (param i32)))
    (import "" "drop-pollable" (func $drop-pollable (param i32)))
    (func (export "run") (result i32) (local $stream i32)
      (local.set $stream (call $get))
      (call $drop-pollable (call $subscribe (local.get $stream)))
      (call $drop-input (local.get $stream))
      (local.set $stream (call $get))
      (drop (call $subscribe (local.get $stream)))
      (call $drop-input (local.get $stream))
      (i32.const 0)))
  (core instance $main (instantiate $Main (with "" (instance
    (export "get" (func $get)) (export "subscribe" (func $subscribe))
    (export "drop-input" (func $drop-input)) (export "drop-pollable" (func $drop-pollable))))))
  (func $run (result (result)) (canon lift (core func $main "run")))
  (instance $command (export "run" (func $run)))
  (export "wasi:cli/run@0.2.0" (instance $command)))
