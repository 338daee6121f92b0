//! Components in surroundings that only a test can make.

use std::ffi::OsStr;
use std::fs;
use std::os::unix::ffi::OsStrExt;
use std::os::unix::fs::symlink;
use std::path::Path;
use std::process::Command;
use std::time::Duration;

use tests::process;
use tests::workspace::{command, root};

const LIMIT: Duration = Duration::from_secs(60);

/// Compiles a component of `tests/run/components`.
fn compile(name: &str, options: &[&str], result: &Path) {
    let wasm = root().join("tests/run/components").join(name);
    let mut compiler = Command::new(command());
    compiler.arg(wasm).args(options).arg("-o").arg(result);
    let compiled = process::run(&mut compiler, b"", LIMIT).expect("the compiler starts");
    assert!(compiled.status.success(), "{}", compiled.stderr_text());
}

/// wasmtime's answers: an entry whose name is no UTF-8 is an error in its place, the next
/// entry comes behind it; and so is a link's target.
#[test]
fn names_that_are_no_utf8_are_illegal_byte_sequences() {
    let folder = tempfile::tempdir().expect("there is room for a folder");
    let executable = folder.path().join("program");
    compile("functions.wasm", &["--dir", "."], &executable);
    let inside = folder.path().join("inside");
    fs::create_dir(&inside).expect("the folder is new");
    let foreign = OsStr::from_bytes(b"f\xffreign");
    fs::write(inside.join(foreign), b"").expect("the file system takes any bytes");
    symlink(foreign, inside.join("foreign")).expect("the name is new");

    let mut program = Command::new(executable);
    let ran = process::run(program.current_dir(inside), b"", LIMIT).expect("the program starts");
    let text = String::from_utf8_lossy(&ran.stdout).into_owned();
    let links: Vec<&str> = text.lines().filter(|line| line.starts_with("readlink")).collect();
    assert_eq!(links.last(), Some(&"readlink illegal-byte-sequence"), "{text}");
    let listed = r#"[("copy", 6), ("file", 6), ("foreign", 5), ("illegal-byte-sequence", 0), ("streamed", 6), ("sub", 3)]"#;
    assert!(text.lines().any(|line| line == listed), "{text}");
}
