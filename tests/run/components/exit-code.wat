;; Any status can be the last word: `wasi:cli/exit.exit-with-code`, wherever it is called.
;;! exit = 42
(component
  (import "wasi:cli/exit@0.2.3" (instance $exit
    (export "exit-with-code" (func (param "status-code" u8)))))
  (core func $exit (canon lower (func $exit "exit-with-code")))
  (core module $main
    (import "" "exit" (func $exit (param i32)))
    (func $deep (param $depth i32)
      (if (local.get $depth)
        (then (call $deep (i32.sub (local.get $depth) (i32.const 1))))
        (else (call $exit (i32.const 42)))))
    (func (export "run") (result i32) (call $deep (i32.const 100)) unreachable))
  (core instance $main (instantiate $main (with "" (instance (export "exit" (func $exit))))))
  (func $run (result (result)) (canon lift (core func $main "run")))
  (instance $run (export "run" (func $run)))
  (export "wasi:cli/run@0.2.3" (instance $run)))
