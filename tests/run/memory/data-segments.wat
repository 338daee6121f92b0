;; Data beyond 64 KiB, across pages, overlapping (the last one counts), at the
;; end of memory, and far from the rest.
;;! stdout = "abXYZf"
;;! variants = [["-O0"], ["--strip"]]
(module
  (import "wasi_snapshot_preview1" "fd_write"
    (func $fd_write (param i32 i32 i32 i32) (result i32)))
  (memory (export "memory") 1000)
  (data (i32.const 70000) "abcdef")
  (data (i32.const 70002) "XYZ")
  (data (i32.const 4094) "\01\02\03\04")
  (data (i32.const 65535) "\05\06")
  (data (i32.const 65535999) "\07")
  (data (i32.const 0) "\70\11\01\00\06\00\00\00")
  (data (i32.const 30000000) "far")
  (func $check (param i32) (if (i32.eqz (local.get 0)) (then unreachable)))
  (func (export "_start")
    (call $check (i32.eq (i32.load (i32.const 4094)) (i32.const 0x04030201)))
    (call $check (i32.eq (i32.load16_u (i32.const 65535)) (i32.const 0x0605)))
    (call $check (i32.eq (i32.load8_u (i32.const 65535999)) (i32.const 7)))
    (call $check (i32.eq (i32.load (i32.const 30000000)) (i32.const 0x726166)))
    (call $check (i32.eqz (i32.load (i32.const 20000000))))
    (drop (call $fd_write (i32.const 1) (i32.const 0) (i32.const 1) (i32.const 8)))))
