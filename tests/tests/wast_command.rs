//! The command `wast` tells right from wrong, says where, and counts.

use std::fs;
use std::process::Command;
use std::time::Duration;

use tests::process::{self, Finished};

fn wast(script: &str, arguments: &[&str]) -> Finished {
    let folder = tempfile::tempdir().expect("there is room for a folder");
    fs::write(folder.path().join("script.wast"), script).expect("the folder is writable");
    fs::write(folder.path().join("list"), "script.wast 8: known\n").expect("writable");
    let mut command = Command::new(env!("CARGO_BIN_EXE_wast"));
    command.arg("script.wast").args(arguments).current_dir(folder.path());
    process::run(&mut command, b"", Duration::from_secs(120)).expect("the command starts")
}

fn expect(script: &str, arguments: &[&str], status: i32, output: &str) {
    let ended = wast(script, arguments);
    assert_eq!(String::from_utf8_lossy(&ended.stdout), output, "{}", ended.stderr_text());
    assert_eq!(ended.status.code(), Some(status));
}

const NUMBERS: &str = r#"(module
  (func (export "add") (param i32 i32) (result i32) (i32.add (local.get 0) (local.get 1)))
  (func (export "divide") (param i32 i32) (result i32) (i32.div_s (local.get 0) (local.get 1)))
  (func (export "swap") (param i64 f32) (result f32 i64) (local.get 1) (local.get 0))
  (func $endless (export "endless") (call $endless))
  (global (export "global") i64 (i64.const 77)))
(assert_return (invoke "add" (i32.const 1) (i32.const 2)) (i32.const 3))
(assert_return (invoke "add" (i32.const 1) (i32.const 2)) (i32.const 4))
(assert_trap (invoke "divide" (i32.const 1) (i32.const 0)) "integer divide by zero")
(assert_trap (invoke "divide" (i32.const 1) (i32.const 0)) "integer overflow")
(assert_trap (invoke "divide" (i32.const 1) (i32.const 1)) "integer overflow")
(assert_return (invoke "divide" (i32.const 1) (i32.const 0)) (i32.const 0))
(assert_return (invoke "swap" (i64.const 1) (f32.const 2)) (f32.const 2) (i64.const 1))
(assert_return (invoke "swap" (i64.const 1) (f32.const 2)) (f32.const 2) (i64.const 2))
(assert_exhaustion (invoke "endless") "call stack exhausted")
(assert_return (get "global") (i64.const 77))
(assert_return (get "global") (i64.const 78))
(assert_return (invoke "nothing"))
(assert_invalid (module (func (result i32))) "type mismatch")
(assert_invalid (module) "type mismatch")
(assert_malformed (module quote "(func") "unexpected end")
(assert_unlinkable (module (import "spectest" "nothing" (func))) "unknown import")
(assert_unlinkable (module (import "spectest" "print" (func))) "unknown import")
"#;

#[test]
fn right_and_wrong_are_told_apart() {
    let lines = "  line 8: result 0 is 0x3, expected Bits(4)
  line 10: it traps: integer divide by zero
  line 11: it returns, but should trap: integer overflow
  line 12: it traps: integer divide by zero
  line 14: result 1 is 0x1, expected Bits(2)
  line 17: result 0 is 0x4d, expected Bits(4e)
  line 18: no function or global is exported as `nothing`
  line 20: the module is accepted
  line 23: the module is linked
";
    let counts = "8 passed, 9 failed, 0 skipped";
    let output = format!("script.wast: {counts}\n{lines}{counts}\n");
    expect(NUMBERS, &["--shown", "99"], 1, &output);
}

#[test]
fn expected_failures_count_as_skipped() {
    let ended = wast(NUMBERS, &["--expected", "list", "--shown", "0"]);
    let text = String::from_utf8_lossy(&ended.stdout).into_owned();
    assert!(text.ends_with("\n8 passed, 8 failed, 1 skipped\n"), "{text}");
}

#[test]
fn instances_share_what_they_import() {
    let script = r#"
(module definition $counter
  (global $count (export "count") (mut i32) (i32.const 0))
  (func (export "next") (result i32)
    (global.set $count (i32.add (global.get $count) (i32.const 1)))
    (global.get $count)))
(module instance $first $counter)
(module instance $second $counter)
(register "first" $first)
(module $both
  (import "first" "next" (func $next (result i32)))
  (import "first" "count" (global $count (mut i32)))
  (import "spectest" "global_i32" (global $base i32))
  (memory (export "memory") 1)
  (data (i32.const 0) "a")
  (func $begin (drop (call $next)))
  (start $begin)
  (func (export "sum") (result i32)
    (i32.add (call $next) (i32.add (global.get $count) (global.get $base)))))
(assert_return (invoke $both "sum") (i32.const 670))
(assert_return (invoke $first "next") (i32.const 3))
(assert_return (invoke $second "next") (i32.const 1))
(register "both" $both)
(assert_trap
  (module
    (import "both" "memory" (memory 1))
    (data (i32.const 0) "b")
    (data (i32.const 65536) "c"))
  "out of bounds memory access")
(module (import "both" "memory" (memory 1))
  (func (export "first") (result i32) (i32.load8_u (i32.const 0))))
(assert_return (invoke "first") (i32.const 98))
"#;
    let counts = "5 passed, 0 failed, 0 skipped";
    expect(script, &[], 0, &format!("script.wast: {counts}\n{counts}\n"));
}

#[test]
fn a_module_that_cannot_be_compiled_fails_alone() {
    let script = r#"
(module $works (func (export "f") (result i32) (i32.const 1)))
(module $other (type (struct)) (func (export "f") (result i32) (drop (struct.new 0)) (i32.const 2)))
(assert_return (invoke $works "f") (i32.const 1))
(assert_return (invoke $other "f") (i32.const 2))
"#;
    let ended = wast(script, &[]);
    let text = String::from_utf8_lossy(&ended.stdout).into_owned();
    assert!(text.ends_with("\n1 passed, 2 failed, 0 skipped\n"), "{text}");
    assert!(text.contains("line 3: instruction `struct.new`"), "{text}");
    assert!(text.contains("line 5: its module is missing: instruction `struct.new`"), "{text}");
}

#[test]
fn missing_features_skip_a_script_and_nonsense_fails() {
    let script = ";; Text.\n;;! gc = true\n(module)\n(assert_invalid (module) \"x\")\n";
    let counts = "0 passed, 0 failed, 1 skipped";
    expect(script, &[], 0, &format!("script.wast: {counts}\n{counts}\n"));
    let counts = "0 passed, 1 failed, 0 skipped";
    let line = "  line 1: the script cannot be read: expected `(`, in line 1\n";
    expect("nonsense", &[], 1, &format!("script.wast: {counts}\n{line}{counts}\n"));
}

/// Tags are told apart by where they were defined, whatever they are called and
/// whatever their type; a module instantiated twice has two.
const TAGS: &str = r#"(module definition $thrower
  (tag $e (export "e") (param i32))
  (tag $other (export "other") (param i32))
  (global $kept (export "kept") (mut exnref) (ref.null exn))
  (func (export "throw") (param i32) (throw $e (local.get 0)))
  (func (export "throw_other") (param i32) (throw $other (local.get 0))))
(module instance $first $thrower)
(module instance $second $thrower)
(register "first" $first)
(register "second" $second)
(module
  (import "first" "e" (tag $e1 (param i32)))
  (import "second" "e" (tag $e2 (param i32)))
  (import "first" "kept" (global $kept (mut exnref)))
  (import "first" "throw" (func $throw1 (param i32)))
  (import "second" "throw" (func $throw2 (param i32)))
  (import "first" "throw_other" (func $throw_other (param i32)))
  (func (export "who") (param $which i32) (param $value i32) (result i32)
    (block $h1 (result i32)
      (block $h2 (result i32)
        (try_table (catch $e2 $h2) (catch $e1 $h1)
          (if (i32.eq (local.get $which) (i32.const 1)) (then (call $throw1 (local.get $value))))
          (if (i32.eq (local.get $which) (i32.const 2)) (then (call $throw2 (local.get $value))))
          (if (i32.eq (local.get $which) (i32.const 3))
            (then (call $throw_other (local.get $value)))))
        (return (i32.const 0)))
      (return (i32.add (i32.const 2000))))
    (i32.add (i32.const 1000)))
  (func (export "keep") (param i32)
    (block $h (result exnref)
      (try_table (catch_all_ref $h) (call $throw1 (local.get 0)))
      (return))
    (global.set $kept))
  (func (export "kept") (result i32)
    (block $h (result i32)
      (try_table (catch $e1 $h) (throw_ref (global.get $kept)))
      (i32.const -1))))
(assert_return (invoke "who" (i32.const 0) (i32.const 5)) (i32.const 0))
(assert_return (invoke "who" (i32.const 1) (i32.const 5)) (i32.const 1005))
(assert_return (invoke "who" (i32.const 2) (i32.const 6)) (i32.const 2006))
(assert_exception (invoke "who" (i32.const 3) (i32.const 7)))
(assert_trap (invoke "kept") "null exception reference")
(assert_return (invoke "keep" (i32.const 77)))
(assert_return (invoke "kept") (i32.const 77))
(assert_return (invoke "kept") (i32.const 77))
(assert_exception (invoke $second "throw" (i32.const 1)))
(assert_unlinkable
  (module (import "first" "e" (tag (param i64)))) "incompatible import type")
(assert_unlinkable
  (module (import "first" "throw" (tag (param i32)))) "incompatible import type")
"#;

#[test]
fn tags_of_several_instances_are_told_apart() {
    let ended = wast(TAGS, &[]);
    let output = String::from_utf8_lossy(&ended.stdout).into_owned();
    assert!(output.ends_with(" 0 failed, 0 skipped\n"), "{output}{}", ended.stderr_text());
}

#[test]
fn what_cannot_be_checked_is_skipped() {
    let script = r#"
(module $m (memory (export "memory") 1 1 shared) (func (export "f") (result i32) (i32.const 1)))
(assert_suspension (invoke "f") "unhandled")
(assert_invalid_custom (module (@custom "a" "b")) "malformed")
(assert_return (invoke "f") (i32.const 1))
(thread $t (shared (module $m))
  (register "m" $m)
  (module (memory (import "m" "memory") 1 1 shared)
    (func (export "wait") (result i32)
      (memory.atomic.wait32 (i32.const 0) (i32.const 0) (i64.const -1))))
  (assert_return (invoke "wait") (i32.const 0)))
(assert_return (invoke $m "f") (i32.const 1))
(wait $t)
"#;
    let ended = wast(script, &[]);
    let text = String::from_utf8_lossy(&ended.stdout).into_owned();
    assert!(text.ends_with("\n0 passed, 0 failed, 5 skipped\n"), "{text}");
}

#[test]
fn an_import_that_is_missing_fails_alone() {
    let script = r#"
(module (import "nowhere" "memory" (memory 1)))
(module (func (export "f") (result i32) (i32.const 1)))
(assert_return (invoke "f") (i32.const 1))
"#;
    let ended = wast(script, &[]);
    let text = String::from_utf8_lossy(&ended.stdout).into_owned();
    assert!(text.ends_with("\n1 passed, 1 failed, 0 skipped\n"), "{text}");
}
