//! Components in surroundings that only a test can make.

use std::collections::BTreeSet;
use std::ffi::OsStr;
use std::fs;
use std::os::unix::ffi::OsStrExt;
use std::os::unix::fs::symlink;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use tests::process;
use tests::workspace::{command, files_below, root};
use wasi2native::component;
use wasi2native_runtime_support::abi::component_functions::COMPONENT_FUNCTIONS;

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

#[test]
fn refusals_are_explained() {
    let folder = tempfile::tempdir().expect("there is room for a folder");
    let executable = folder.path().join("program");
    let refusals = |options: &[&str]| {
        compile("functions.wasm", &[options, &["--explain"]].concat(), &executable);
        let mut program = Command::new(&executable);
        let ran = process::run(program.current_dir(&folder), b"", LIMIT).expect("it starts");
        let text = ran.stderr_text();
        let lines = text.lines().filter_map(|line| line.strip_prefix("wasi2native runtime: "));
        lines.map(str::to_owned).collect::<Vec<_>>()
    };
    let none = "refused: get-directories: no folder is granted, so nothing can be opened; \
                --dir grants one";
    assert_eq!(refusals(&[]), [none]);
    let read_only = "refused: open-at of `file` in `/work`: it is granted read-only; --dir without \
                     `:ro` grants changes: `--dir HOST::/work`";
    assert_eq!(refusals(&["--dir", ".::/work:ro"]), [read_only]);
}

/// What each of these programs expects was compared with wasmtime
/// (`scripts/compare-components`, `scripts/compare-http`), but for two functions behind
/// gates, which no engine has.
#[test]
fn every_function_is_called_by_a_test() {
    let folders = ["tests/run/components", "tests/sockets", "tests/http"];
    let files = folders.iter().flat_map(|folder| {
        let folder = root().join(folder);
        files_below(&folder).into_iter().map(move |file| folder.join(file))
    });
    let is_program = |file: &PathBuf| {
        file.extension().is_some_and(|extension| extension == "wat" || extension == "wasm")
    };
    let mut called = BTreeSet::new();
    for file in files.filter(is_program) {
        let bytes = wat::parse_file(&file).expect("test programs are well-formed");
        if !component::is_component(&bytes) {
            continue;
        }
        let source = component::parse(&bytes).expect("test programs are valid");
        let survey = component::survey(&source).expect("test programs are supported");
        let functions = survey.imports.iter().flat_map(|import| &import.functions);
        called.extend(functions.map(|function| function.row().symbol));
    }
    let uncalled: Vec<&str> = COMPONENT_FUNCTIONS
        .iter()
        .filter(|row| row.module.starts_with("wasi:") && !called.contains(row.symbol))
        .map(|row| row.symbol)
        .collect();
    assert!(uncalled.is_empty(), "nobody calls {uncalled:?}");
}
