//! Where results go, and what is left when they cannot go there.

use std::fs;
use std::io::{Read, Write};
use std::os::unix::fs::{PermissionsExt, symlink};
use std::process::{Command, Stdio};

use super::support::{Folder, HELLO, stderr};

fn mode(folder: &Folder, name: &str) -> u32 {
    fs::metadata(folder.at(name)).expect("it is there").permissions().mode() & 0o7777
}

#[test]
fn a_program_becomes_an_executable_called_like_it() {
    let folder = Folder::with(&[("hello.wat", HELLO)]);
    assert_eq!(folder.stdout(&["hello.wat"]), "");
    assert_eq!(folder.names(), ["hello", "hello.wat"]);
    let output = Command::new(folder.at("hello")).output().expect("it is executable");
    assert_eq!(output.stdout, b"hello\n");
    assert!(output.status.success());
}

#[test]
fn a_small_program_becomes_a_small_executable() {
    let folder = Folder::with(&[("hello.wat", HELLO)]);
    for (options, most) in [(&[][..], 40_960), (&["--lockdown"], 49_152)] {
        folder.stdout(&[&["hello.wat"], options].concat());
        let size = fs::metadata(folder.at("hello")).expect("it is there").len();
        assert!(size <= most, "{size} bytes with {options:?}");
    }
}

#[test]
fn the_umask_decides_who_may_run_it() {
    let folder = Folder::with(&[("hello.wat", HELLO)]);
    let script = "umask 022 && $W hello.wat -o a && umask 077 && $W hello.wat -o b &&
                  umask 022 && $W hello.wat --emit clif -o c";
    let output = folder.shell(script);
    assert_eq!(stderr(&output), "");
    assert_eq!(mode(&folder, "a"), 0o755);
    assert_eq!(mode(&folder, "b"), 0o700);
    assert_eq!(mode(&folder, "c"), 0o644);
}

#[test]
fn texts_go_to_standard_output_unless_a_file_is_named() {
    let folder = Folder::with(&[("hello.wat", HELLO)]);
    for kind in ["clif", "asm", "program"] {
        let text = folder.stdout(&["hello.wat", "--emit", kind]);
        assert!(!text.is_empty(), "{kind}");
        assert_eq!(folder.stdout(&["hello.wat", "--emit", kind, "-o", "text"]), "");
        assert_eq!(folder.read("text"), text.as_bytes());
    }
    assert_eq!(folder.names(), ["hello.wat", "text"]);
}

#[test]
fn an_object_is_for_other_linkers() {
    let folder = Folder::with(&[("hello.wat", HELLO)]);
    folder.stdout(&["hello.wat", "--emit", "obj"]);
    assert!(folder.read("hello.o").starts_with(b"\x7fELF"));
    assert_eq!(mode(&folder, "hello.o") & 0o111, 0);
    assert_eq!(folder.names(), ["hello.o", "hello.wat"]);
}

#[test]
fn standard_input_and_output_are_dashes() {
    let folder = Folder::with(&[("hello.wat", HELLO)]);
    let compile = |arguments: &[&str]| {
        let mut command = folder.command();
        command.args(arguments).stdin(Stdio::piped()).stdout(Stdio::piped());
        let mut child = command.spawn().expect("the command starts");
        let mut input = child.stdin.take().expect("it is a pipe");
        input.write_all(HELLO.as_bytes()).expect("the command reads it");
        drop(input);
        let output = child.wait_with_output().expect("the command ends");
        assert!(output.status.success(), "{output:?}");
        output.stdout
    };
    assert_eq!(compile(&["-"]), b"");
    assert!(compile(&["-", "-o", "-"]) == folder.read("a.out"));
    assert_eq!(folder.names(), ["a.out", "hello.wat"]);
}

#[test]
fn a_failure_leaves_the_old_file_and_nothing_else() {
    let invalid = "(module (func (export \"_start\") i32.add))";
    let folder = Folder::with(&[("bad.wat", invalid), ("old", "old"), ("hello.wat", HELLO)]);
    for script in [
        "$W bad.wat -o old",
        // A file system that is full: nothing can be written at all.
        "trap '' XFSZ; ulimit -f 0; $W hello.wat -o old",
        "trap '' XFSZ; ulimit -f 1; $W hello.wat -o old",
    ] {
        let output = folder.shell(script);
        assert_eq!(output.status.code(), Some(1), "{script}: {output:?}");
        assert_eq!(stderr(&output).lines().count(), 1, "{output:?}");
        assert_eq!(folder.read("old"), b"old", "{script}");
        assert_eq!(folder.names(), ["bad.wat", "hello.wat", "old"], "{script}");
    }
}

#[test]
fn places_that_cannot_be_written_are_named() {
    let folder = Folder::with(&[("hello.wat", HELLO)]);
    fs::create_dir(folder.at("folder")).expect("the folder is writable");
    for (output, status, expected) in [
        (
            "folder",
            2,
            "error: cannot write `folder`: it is a folder\nhelp: name a file in it: `-o folder/NAME`\n",
        ),
        ("no/app", 2, "error: cannot write `no/app`: there is no folder `no`\n"),
        ("app/", 2, "error: cannot write `app/`: there is no folder `app/`\n"),
        ("", 2, "error: `--output` needs a value\nhelp: try `wasi2native --help`\n"),
        (
            "/dev/full",
            1,
            "error: cannot write `/dev/full`: No space left on device (os error 28)\n",
        ),
    ] {
        assert_eq!(folder.failure(status, &["hello.wat", "-o", output]), expected);
    }
    // Not even root can make a file there.
    let message = folder.failure(1, &["hello.wat", "-o", "/sys/app"]);
    assert!(message.starts_with("error: cannot write `/sys/app`: "), "{message}");
    assert_eq!(message.lines().count(), 1, "{message}");
    assert_eq!(folder.names(), ["folder", "hello.wat"]);
}

#[test]
fn the_input_is_never_overwritten() {
    let folder = Folder::with(&[("hello.wat", HELLO)]);
    symlink("hello.wat", folder.at("link")).expect("the folder is writable");
    fs::hard_link(folder.at("hello.wat"), folder.at("other")).expect("the folder is writable");
    for output in ["hello.wat", "./hello.wat", "link", "other"] {
        let message = folder.failure(2, &["hello.wat", "-o", output]);
        assert!(message.contains("is both input and output"), "{message}");
        assert_eq!(folder.read("hello.wat"), HELLO.as_bytes());
    }
}

#[test]
fn devices_and_pipes_are_written_in_place() {
    let folder = Folder::with(&[("hello.wat", HELLO)]);
    assert_eq!(folder.stdout(&["hello.wat", "-o", "/dev/null"]), "");
    assert!(!fs::metadata("/dev/null").expect("it is there").is_file());
    let text = folder.stdout(&["hello.wat", "--emit", "program"]);
    assert_eq!(folder.stdout(&["hello.wat", "--emit", "program", "-o", "/dev/stdout"]), text);
    let output =
        folder.shell("mkfifo pipe && (cat pipe & $W hello.wat --emit program -o pipe; wait)");
    assert_eq!(String::from_utf8_lossy(&output.stdout), text);
}

#[test]
fn a_reader_who_leaves_early_is_no_failure() {
    // More text than a pipe holds.
    let functions = "(func (drop (i32.add (i32.const 1) (i32.const 2))))\n".repeat(2000);
    let module = format!("(module (func (export \"_start\"))\n{functions})");
    let folder = Folder::with(&[("large.wat", &module)]);
    let mut command = folder.command();
    command.args(["large.wat", "--emit", "clif"]).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn().expect("the command starts");
    let mut first = [0; 10];
    let mut reader = child.stdout.take().expect("it is a pipe");
    reader.read_exact(&mut first).expect("there is a first line");
    drop(reader);
    let output = child.wait_with_output().expect("the command ends");
    assert_eq!(stderr(&output), "");
    assert!(output.status.success(), "{output:?}");
}

#[test]
fn timings_are_a_table_on_standard_error() {
    let folder = Folder::with(&[("hello.wat", HELLO)]);
    let output = folder.run(&["hello.wat", "--timings", "-j1"]);
    let table = stderr(&output);
    let phases: Vec<&str> = table.lines().filter_map(|line| line.split(' ').next()).collect();
    assert_eq!(phases, ["phase", "parse", "program", "compile", "link", "write", "total"]);
    let verbose = stderr(&folder.run(&["hello.wat", "-v"]));
    let last = verbose.lines().last().expect("there is one");
    assert!(last.starts_with("wrote `hello`, ") && last.ends_with(" bytes"), "{verbose}");
}

#[test]
fn the_output_does_not_depend_on_threads_or_place() {
    let folder = Folder::with(&[("hello.wat", HELLO), ("other.wat", HELLO)]);
    folder.stdout(&["hello.wat", "-j1"]);
    folder.stdout(&["other.wat", "-j4"]);
    assert!(folder.read("hello") == folder.read("other"));
}
