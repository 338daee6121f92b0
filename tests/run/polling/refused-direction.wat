;; Two subscriptions for one descriptor, which may only be read: that for writing is told
;; so, and does not hide that there is something to read, in whichever order they come.
;;! options = ["--dir", "."]
;;! files = { file = "text" }
(module
  (import "wasi_snapshot_preview1" "path_open" (func $open (param i32 i32 i32 i32 i32 i64 i64 i32 i32) (result i32)))
  (import "wasi_snapshot_preview1" "poll_oneoff" (func $poll (param i32 i32 i32 i32) (result i32)))
  (import "wasi_snapshot_preview1" "proc_exit" (func $exit (param i32)))
  (memory (export "memory") 1)
  (data (i32.const 0) "file")
  (func $must (param $found i32) (param $wanted i32) (param $place i32)
    (if (i32.ne (local.get $found) (local.get $wanted)) (then (call $exit (local.get $place)))))
  (func $subscribe (param $at i32) (param $type i32)
    (i64.store (local.get $at) (i64.extend_i32_u (local.get $type)))
    (i32.store8 offset=8 (local.get $at) (local.get $type))
    (i32.store offset=16 (local.get $at) (i32.load (i32.const 8))))
  ;; The event for reading is without an error, that for writing says notcapable.
  (func $check (param $event i32) (param $place i32)
    (call $must
      (i32.load16_u offset=8 (local.get $event))
      (select (i32.const 0) (i32.const 76) (i64.eq (i64.load (local.get $event)) (i64.const 1)))
      (local.get $place)))
  (func $both (param $first i32) (param $second i32) (param $place i32)
    (call $subscribe (i32.const 104) (local.get $first))
    (call $subscribe (i32.const 152) (local.get $second))
    (call $must (call $poll (i32.const 104) (i32.const 304) (i32.const 2) (i32.const 12)) (i32.const 0) (local.get $place))
    (call $must (i32.load (i32.const 12)) (i32.const 2) (i32.add (local.get $place) (i32.const 1)))
    (call $must (i32.wrap_i64 (i64.load (i32.const 304))) (local.get $first) (i32.add (local.get $place) (i32.const 2)))
    (call $check (i32.const 304) (i32.add (local.get $place) (i32.const 3)))
    (call $check (i32.const 336) (i32.add (local.get $place) (i32.const 4))))
  (func (export "_start")
    ;; fd_read and poll_fd_readwrite
    (call $must
      (call $open (i32.const 3) (i32.const 0) (i32.const 0) (i32.const 4) (i32.const 0) (i64.const 0x8000002) (i64.const 0) (i32.const 0) (i32.const 8))
      (i32.const 0) (i32.const 1))
    (call $both (i32.const 2) (i32.const 1) (i32.const 10))
    (call $both (i32.const 1) (i32.const 2) (i32.const 20))))
