;; Core, "Instantiation": a module that traps on the way leaves behind what it has
;; done: segments that were written, what its start function did, functions of it
;; in the tables of others.

(module $shared
  (memory (export "memory") 1 1)
  (table (export "table") 8 funcref)
  (global (export "log") (mut i32) (i32.const 0))
  (type $get (func (result i32)))
  (func (export "load") (param i32) (result i32) (i32.load8_u (local.get 0)))
  (func (export "call") (param i32) (result i32) (call_indirect (type $get) (local.get 0))))
(register "shared")

;; The first segment stays, the second does not fit, the third is never reached.
(assert_trap
  (module
    (import "shared" "memory" (memory 1))
    (data (i32.const 0) "first")
    (data (i32.const 65533) "second")
    (data (i32.const 100) "third"))
  "out of bounds memory access")
(assert_return (invoke $shared "load" (i32.const 0)) (i32.const 102))
(assert_return (invoke $shared "load" (i32.const 65533)) (i32.const 0))
(assert_return (invoke $shared "load" (i32.const 100)) (i32.const 0))

;; Elements come before data; a function of an instance that failed still works.
(assert_trap
  (module
    (import "shared" "table" (table 8 funcref))
    (import "shared" "memory" (memory 1))
    (memory $own 1)
    (func $survivor (result i32)
      (i32.store $own (i32.const 0) (i32.add (i32.load $own (i32.const 0)) (i32.const 1)))
      (i32.load $own (i32.const 0)))
    (elem (i32.const 2) $survivor)
    (data (i32.const 1) "F")
    (data $own (i32.const 0) "\06")
    (elem (i32.const 8) $survivor)
    (elem (i32.const 3) $survivor))
  "out of bounds table access")
(assert_return (invoke $shared "call" (i32.const 2)) (i32.const 1))
(assert_return (invoke $shared "call" (i32.const 2)) (i32.const 2))
(assert_trap (invoke $shared "call" (i32.const 3)) "uninitialized element")
(assert_return (invoke $shared "load" (i32.const 1)) (i32.const 105))

;; An empty segment one past the end fits, two past the end it does not.
(module (import "shared" "memory" (memory 1)) (data (i32.const 65536) ""))
(assert_trap (module (import "shared" "memory" (memory 1)) (data (i32.const 65537) ""))
  "out of bounds memory access")
(assert_trap (module (import "shared" "memory" (memory 1)) (data (i32.const -1) ""))
  "out of bounds memory access")
(module (import "shared" "table" (table 8 funcref)) (elem (i32.const 8)))
(assert_trap (module (import "shared" "table" (table 8 funcref)) (elem (i32.const 9)))
  "out of bounds table access")

;; Start functions that trap half way, one calling into another instance.
(assert_trap
  (module
    (import "shared" "memory" (memory 1))
    (import "shared" "log" (global $log (mut i32)))
    (data (i32.const 8) "data")
    (func $start
      (global.set $log (i32.const 11))
      (i32.store8 (i32.const 9) (i32.const 33))
      (drop (i32.div_u (i32.const 1) (i32.load (i32.const 16))))
      (global.set $log (i32.const 12)))
    (start $start))
  "integer divide by zero")
(assert_return (get $shared "log") (i32.const 11))
(assert_return (invoke $shared "load" (i32.const 8)) (i32.const 100))
(assert_return (invoke $shared "load" (i32.const 9)) (i32.const 33))
(assert_trap
  (module
    (import "shared" "call" (func $call (param i32) (result i32)))
    (import "shared" "log" (global $log (mut i32)))
    (func $start
      (global.set $log (call $call (i32.const 2)))
      (global.set $log (call $call (i32.const 7))))
    (start $start))
  "uninitialized element")
(assert_return (get $shared "log") (i32.const 3))

;; Of what cannot be linked, nothing is done at all.
(assert_unlinkable
  (module
    (import "shared" "memory" (memory 1))
    (import "shared" "nothing" (func))
    (data (i32.const 0) "never"))
  "unknown import")
(assert_return (invoke $shared "load" (i32.const 0)) (i32.const 102))
