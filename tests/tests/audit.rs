//! The audit of system calls, `tests/src/bin/audit/main.rs`, finds what it is for.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use object::{Object, ObjectSegment, ObjectSymbol};
use tempfile::TempDir;
use tests::process::{self, Finished};
use tests::workspace::command;

/// Has room for other code in its main function.
const PROGRAM: &str = r#"(module (memory 1)
  (global $zero (mut i32) (i32.const 0))
  (func $main (export "_start")
    (i32.store (global.get $zero) (global.get $zero))
    (i32.store (global.get $zero) (global.get $zero))
    (i32.store (global.get $zero) (global.get $zero))
    (i32.store (global.get $zero) (global.get $zero))))"#;

/// Asks for the process's number and exits with 0, whatever the answer.
const GETPID: [u8; 16] = [
    0xb8, 39, 0, 0, 0, // mov eax, getpid
    0x0f, 0x05, // syscall
    0x31, 0xff, // xor edi, edi
    0xb8, 231, 0, 0, 0, // mov eax, exit_group
    0x0f, 0x05, // syscall
];

fn compile(folder: &TempDir, options: &[&str]) -> PathBuf {
    let (source, program) = (folder.path().join("program.wat"), folder.path().join("program"));
    fs::write(&source, PROGRAM).expect("the folder is ours");
    let compiled =
        Command::new(command()).arg(source).arg("-o").arg(&program).args(options).status();
    assert!(compiled.is_ok_and(|status| status.success()), "it compiles");
    program
}

fn audit(program: &Path) -> Finished {
    let mut audit = Command::new(env!("CARGO_BIN_EXE_audit"));
    // In a wrapper, which may do what it likes.
    audit.arg(program).args(["sh", "-c", "cat /dev/null && exec \"$0\""]).arg(program);
    process::run(&mut audit, b"", Duration::from_secs(30)).expect("it starts")
}

#[test]
fn a_program_that_keeps_to_its_calls_passes() {
    let folder = tempfile::tempdir().expect("there is room");
    let finished = audit(&compile(&folder, &["--lockdown"]));
    assert_eq!((finished.status.code(), finished.stderr_text()), (Some(0), String::new()));
}

/// The kernel would only let this one fail, so that nobody took notice.
#[test]
fn a_planted_call_is_found() {
    let folder = tempfile::tempdir().expect("there is room");
    let program = compile(&folder, &["--lockdown"]);
    let mut file = fs::read(&program).expect("it was written");
    let elf = object::File::parse(&*file).expect("an executable");
    let main = elf.symbols().find(|symbol| symbol.name() == Ok("main")).expect("it has a name");
    assert!(main.size() as usize >= GETPID.len(), "there is room");
    let place = elf.segments().find_map(|segment| {
        let distance = main.address().checked_sub(segment.address())?;
        (distance < segment.size()).then(|| (segment.file_range().0 + distance) as usize)
    });
    let place = place.expect("it is in the file");
    file[place..place + GETPID.len()].copy_from_slice(&GETPID);
    fs::write(&program, file).expect("the folder is ours");

    let finished = audit(&program);
    let said = finished.stderr_text();
    assert_eq!(finished.status.code(), Some(125), "{said}");
    assert!(said.starts_with("audit: system calls beyond its own: 39 with ["), "{said}");
}

#[test]
fn what_is_not_to_be_locked_down_cannot_be_judged() {
    let folder = tempfile::tempdir().expect("there is room");
    let said = audit(&compile(&folder, &[])).stderr_text();
    assert_eq!(said, "audit: the program is not compiled with --lockdown\n");
}
