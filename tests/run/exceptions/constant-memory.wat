;; Exceptions that nobody can reach any more are used again: two million
;; exceptions of 32 bytes, thrown again by reference, kept in a global, a table
;; and a local for a while, take a few pages, where all of them would need 128 MB.
;;! stdout = "bounded\n"
;;! wrapper = ["bash", "-c", "ulimit -d 20000; exec \"$@\"", "bash"]
(module
  (import "wasi_snapshot_preview1" "fd_write"
    (func $write (param i32 i32 i32 i32) (result i32)))
  (tag $e (param i64 i64))
  (memory (export "memory") 1)
  (data (i32.const 0) "\10\00\00\00\08\00\00\00")
  (data (i32.const 16) "bounded\n")
  (global $kept (mut exnref) (ref.null exn))
  (table $recent 64 exnref)
  (table $growing 1 1000 exnref)

  (func $throw (param i64) (throw $e (local.get 0) (i64.mul (local.get 0) (i64.const 3))))

  (func $catch (param i64) (result exnref)
    (block $h (result i64 i64 exnref)
      (try_table (catch_ref $e $h) (call $throw (local.get 0)))
      (unreachable))
    (return))

  (func $check (param $x exnref) (param $expected i64)
    (local $first i64) (local $second i64)
    (block $h (result i64 i64)
      (try_table (catch $e $h) (throw_ref (local.get $x)))
      (unreachable))
    (local.set $second)
    (local.set $first)
    (if (i64.ne (local.get $first) (local.get $expected)) (then (unreachable)))
    (if (i64.ne (local.get $second) (i64.mul (local.get $expected) (i64.const 3)))
      (then (unreachable))))

  (func (export "_start")
    (local $i i64) (local $old exnref) (local $old_number i64) (local $slot i32)
    (drop (table.grow $growing (ref.null exn) (i32.const 99)))
    (local.set $old (call $catch (i64.const -7)))
    (local.set $old_number (i64.const -7))
    (loop $again
      (local.set $slot (i32.wrap_i64 (i64.and (local.get $i) (i64.const 63))))
      ;; What was kept 64 rounds ago is still what it was.
      (if (i64.ge_u (local.get $i) (i64.const 64))
        (then
          (call $check (table.get $recent (local.get $slot))
            (i64.sub (local.get $i) (i64.const 64)))))
      (table.set $recent (local.get $slot) (call $catch (local.get $i)))
      (if (i32.eqz (local.get $slot))
        (then
          (global.set $kept (table.get $recent (local.get $slot)))
          (table.set $growing (i32.const 70) (call $catch (i64.const 70)))))
      (if (i32.eq (local.get $slot) (i32.const 40))
        (then
          (call $check (global.get $kept) (i64.sub (local.get $i) (i64.const 40)))
          (call $check (table.get $growing (i32.const 70)) (i64.const 70))))
      (if (i64.eqz (i64.and (local.get $i) (i64.const 0xfffff)))
        (then
          (call $check (local.get $old) (local.get $old_number))
          (local.set $old (call $catch (local.get $i)))
          (local.set $old_number (local.get $i))))
      (local.set $i (i64.add (local.get $i) (i64.const 1)))
      (br_if $again (i64.lt_u (local.get $i) (i64.const 2000000))))
    (drop (call $write (i32.const 1) (i32.const 0) (i32.const 1) (i32.const 32)))))
