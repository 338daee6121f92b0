//! The same input gives the same bytes, whatever the number of threads, the
//! folder and the time; and failures leave nothing behind.

use std::fs;
use std::os::unix::fs::{MetadataExt, PermissionsExt};
use std::path::Path;
use std::process::Command;
use std::time::Duration;

use tests::process::{self, Finished};
use tests::workspace::{command, root};

const LIMIT: Duration = Duration::from_secs(120);

fn compile(folder: &Path, arguments: &[&str]) -> Finished {
    let mut compile = Command::new(command());
    compile.args(arguments).current_dir(folder);
    process::run(&mut compile, b"", LIMIT).expect("the command starts")
}

fn folder() -> tempfile::TempDir {
    tempfile::tempdir().expect("there is room for a folder")
}

/// A module of many functions of different sizes, so that the order in which
/// threads finish varies.
fn many_functions() -> Vec<u8> {
    let mut text = String::from("(module (memory 1) (table funcref (elem");
    for function in 0..300 {
        text += &format!(" $f{function}");
    }
    text += "))";
    for function in 0..300 {
        text += &format!("(func $f{function} (param i32) (result i32) (local.get 0)");
        for step in 0..function * 7 % 90 {
            text += &format!("(i32.load offset={step}) (i32.const {function}) i32.xor");
        }
        let callee = (function + 1) % 300;
        text += &format!(
            "(if (param i32) (result i32) (local.get 0) (then (call $f{callee})) (else)))"
        );
    }
    text +=
        "(data (i32.const 8) \"data\") (func (export \"_start\") (drop (call $f0 (i32.const 0)))))";
    wat::parse_str(text).expect("the module is well-formed")
}

#[test]
fn output_depends_on_the_input_alone() {
    let module = many_functions();
    for emit in ["exe", "clif", "asm", "program"] {
        let mut outputs = Vec::new();
        for (threads, folder) in [("1", folder()), ("2", folder()), ("7", folder())] {
            fs::write(folder.path().join("app.wasm"), &module).expect("the folder is writable");
            let arguments = ["app.wasm", "-o", "app", "--emit", emit, "-j", threads];
            let ended = compile(folder.path(), &arguments);
            assert!(ended.status.success(), "{emit}: {}", ended.stderr_text());
            outputs.push(fs::read(folder.path().join("app")).expect("the output exists"));
        }
        assert!(outputs[0].len() > 1000);
        assert!(outputs.iter().all(|output| *output == outputs[0]), "{emit} differs");
    }
}

#[test]
fn output_is_executable_and_replaces_what_was_there() {
    let folder = folder();
    let hello = root().join("tests/run/process/hello.wat");
    let hello = hello.to_str().expect("the workspace lies in a readable place");
    let ended = compile(folder.path(), &[hello]);
    assert!(ended.status.success(), "{}", ended.stderr_text());
    let output = folder.path().join("hello");
    let first = fs::metadata(&output).expect("the output is called like the input");
    assert_eq!(first.permissions().mode() & 0o700, 0o700);
    assert!(compile(folder.path(), &[hello]).status.success());
    let second = fs::metadata(&output).expect("the output is still there");
    assert_ne!(first.ino(), second.ino(), "a running program keeps its file");
    let run = process::run(&mut Command::new(&output), b"", LIMIT).expect("it starts");
    assert_eq!(run.stdout, b"hello, world\n");
}

#[test]
fn a_failure_leaves_nothing_behind_and_keeps_what_was_there() {
    let folder = folder();
    fs::write(folder.path().join("bad.wat"), "(module (func (result i32)))").expect("writable");
    fs::write(folder.path().join("old"), "content").expect("writable");
    let ended = compile(folder.path(), &["bad.wat", "-o", "old"]);
    assert_eq!(ended.status.code(), Some(1), "{}", ended.stderr_text());
    assert_eq!(fs::read(folder.path().join("old")).expect("it is kept"), b"content");
    assert_eq!(compile(folder.path(), &["bad.wat"]).status.code(), Some(1));
    assert_eq!(compile(folder.path(), &["missing.wat"]).status.code(), Some(1));
    let left = fs::read_dir(folder.path()).expect("the folder can be read").count();
    assert_eq!(left, 2, "something is left behind");
}

#[test]
fn an_output_that_cannot_be_written_is_an_error() {
    let folder = folder();
    fs::write(folder.path().join("app.wat"), "(module (func (export \"_start\")))")
        .expect("writable");
    fs::create_dir(folder.path().join("taken")).expect("writable");
    for output in ["taken", "missing/app", "/dev/full"] {
        let ended = compile(folder.path(), &["app.wat", "-o", output]);
        let said = ended.stderr_text();
        assert!(matches!(ended.status.code(), Some(1 | 2)), "{output}: {}: {said}", ended.ending());
        assert!(said.starts_with("error: ") && said.contains(output), "{said}");
        assert!(said.lines().count() <= 2, "{said}");
    }
}
