;; Two memories keep apart, also in copies between them.
;;! variants = [["-O0"], ["--bounds-checks", "explicit"]]
(module
  (memory $first (export "memory") 1)
  (memory $second 2)
  (data (memory $second) (i32.const 65536) "abcd")
  (func $check (param i32) (if (i32.eqz (local.get 0)) (then unreachable)))
  (func (export "_start")
    (memory.copy $first $second (i32.const 8) (i32.const 65536) (i32.const 4))
    (call $check (i32.eq (i32.load (i32.const 8)) (i32.const 0x64636261)))
    (call $check (i32.eqz (i32.load $second (i32.const 8))))
    (call $check (i32.eq (memory.size $first) (i32.const 1)))
    (call $check (i32.eq (memory.grow $second (i32.const 3)) (i32.const 2)))
    (call $check (i32.eq (memory.size $first) (i32.const 1)))
    (call $check (i32.eq (memory.size $second) (i32.const 5)))))
