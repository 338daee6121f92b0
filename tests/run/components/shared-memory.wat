;; A module of a component may have a shared memory. Nobody can start a thread, and nothing
;; of the canonical ABI takes such a memory.
(component
  (core module $m
    (memory 1 1 shared)
    (func (export "run") (result i32)
      ;; The second addition finds what the first left: ok.
      (drop (i32.atomic.rmw.add (i32.const 8) (i32.const 1)))
      (i32.ne (i32.const 1) (i32.atomic.rmw.add (i32.const 8) (i32.const 1)))))
  (core instance $m (instantiate $m))
  (func $run (result (result)) (canon lift (core func $m "run")))
  (instance $run (export "run" (func $run)))
  (export "wasi:cli/run@0.2.0" (instance $run)))
