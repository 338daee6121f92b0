;; Copying, filling and initialising memory; dropped segments are empty.
;;! variants = [["-O0"], ["--bounds-checks", "explicit"]]
(module
  (memory (export "memory") 2)
  (data $text "abcdefgh")
  (func $check (param i32) (if (i32.eqz (local.get 0)) (then unreachable)))
  (func (export "_start")
    (memory.init $text (i32.const 10) (i32.const 2) (i32.const 4))
    (call $check (i32.eq (i32.load (i32.const 10)) (i32.const 0x66656463)))
    ;; Overlapping, forwards and backwards.
    (memory.copy (i32.const 11) (i32.const 10) (i32.const 4))
    (call $check (i64.eq (i64.load (i32.const 10)) (i64.const 0x6665646363)))
    (memory.copy (i32.const 10) (i32.const 11) (i32.const 4))
    (call $check (i64.eq (i64.load (i32.const 10)) (i64.const 0x6666656463)))
    (memory.fill (i32.const 100) (i32.const 0x1ff) (i32.const 65536))
    (call $check (i32.eqz (i32.load8_u (i32.const 99))))
    (call $check (i32.eq (i32.load (i32.const 65632)) (i32.const -1)))
    (call $check (i32.eqz (i32.load8_u (i32.const 65636))))
    ;; Nothing at all, at the very end.
    (memory.fill (i32.const 131072) (i32.const 1) (i32.const 0))
    (data.drop $text)
    (memory.init $text (i32.const 0) (i32.const 0) (i32.const 0))))
