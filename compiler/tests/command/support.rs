//! A folder for a test, and the command in it.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

/// Prints `hello`.
pub const HELLO: &str = r#"(module
  (import "wasi_snapshot_preview1" "fd_write"
    (func $fd_write (param i32 i32 i32 i32) (result i32)))
  (memory (export "memory") 1)
  (data (i32.const 0) "\10\00\00\00" "\06\00\00\00")
  (data (i32.const 16) "hello\n")
  (func $main (export "_start")
    (drop (call $fd_write (i32.const 1) (i32.const 0) (i32.const 1) (i32.const 8)))))"#;

/// Prints its arguments, a NUL after each, and exits with their number.
pub const ARGUMENTS: &str = r#"(module
  (import "wasi_snapshot_preview1" "args_sizes_get"
    (func $args_sizes_get (param i32 i32) (result i32)))
  (import "wasi_snapshot_preview1" "args_get" (func $args_get (param i32 i32) (result i32)))
  (import "wasi_snapshot_preview1" "fd_write"
    (func $fd_write (param i32 i32 i32 i32) (result i32)))
  (import "wasi_snapshot_preview1" "proc_exit" (func $proc_exit (param i32)))
  (memory (export "memory") 1)
  (data (i32.const 4) "\00\10\00\00")
  (func $main (export "_start")
    (drop (call $args_sizes_get (i32.const 0) (i32.const 8)))
    (drop (call $args_get (i32.const 64) (i32.const 4096)))
    (drop (call $fd_write (i32.const 1) (i32.const 4) (i32.const 1) (i32.const 16)))
    (call $proc_exit (i32.load (i32.const 0)))))"#;

/// A folder that is removed with everything in it.
pub struct Folder(tempfile::TempDir);

impl Folder {
    pub fn new() -> Folder {
        Folder(tempfile::tempdir().expect("the system has a folder for temporary files"))
    }

    /// A folder with files in it.
    pub fn with(files: &[(&str, &str)]) -> Folder {
        let folder = Folder::new();
        for (name, content) in files {
            fs::write(folder.at(name), content).expect("the folder is writable");
        }
        folder
    }

    pub fn at(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    pub fn read(&self, name: &str) -> Vec<u8> {
        fs::read(self.at(name)).unwrap_or_else(|error| panic!("{name}: {error}"))
    }

    /// What is in it, sorted.
    pub fn names(&self) -> Vec<String> {
        names(self.0.path())
    }

    /// The command in this folder, with a cache that is in it too and nothing
    /// of the developer's settings.
    pub fn command(&self) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_wasi2native"));
        self.prepare(&mut command);
        command
    }

    /// A shell in this folder, in which `$W` is the command.
    pub fn shell(&self, script: &str) -> Output {
        let mut shell = Command::new("sh");
        shell.args(["-c", script]).env("W", env!("CARGO_BIN_EXE_wasi2native"));
        self.prepare(&mut shell);
        shell.output().expect("there is a shell")
    }

    fn prepare(&self, command: &mut Command) {
        command.current_dir(self.0.path()).stdin(Stdio::null());
        command.env("WASI2NATIVE_CACHE", self.at("cache"));
        for variable in ["RUST_BACKTRACE", "NO_COLOR", "CLICOLOR_FORCE", "COLUMNS"] {
            command.env_remove(variable);
        }
    }

    pub fn run(&self, arguments: &[&str]) -> Output {
        self.command().args(arguments).output().expect("the command starts")
    }

    /// What a command that must succeed prints; it must say nothing else.
    pub fn stdout(&self, arguments: &[&str]) -> String {
        let output = self.run(arguments);
        assert_eq!(stderr(&output), "", "{arguments:?}");
        assert!(output.status.success(), "{arguments:?}: {output:?}");
        String::from_utf8(output.stdout).expect("our texts are UTF-8")
    }

    /// The message of a command that must fail with this status.
    pub fn failure(&self, status: i32, arguments: &[&str]) -> String {
        let output = self.run(arguments);
        assert_eq!(output.status.code(), Some(status), "{arguments:?}: {output:?}");
        stderr(&output)
    }
}

pub fn names(folder: &Path) -> Vec<String> {
    let entries = fs::read_dir(folder).expect("the folder is there");
    let name = |entry: fs::DirEntry| entry.file_name().into_string().expect("tests use UTF-8");
    let mut names: Vec<String> =
        entries.map(|entry| name(entry.expect("the folder is readable"))).collect();
    names.sort();
    names
}

pub fn stderr(output: &Output) -> String {
    String::from_utf8(output.stderr.clone()).expect("our messages are UTF-8")
}
