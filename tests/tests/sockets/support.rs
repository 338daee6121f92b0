//! Compiling the programs, and running them.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use tempfile::TempDir;
use tests::process::{self, Finished};
use tests::workspace::{command, root};

/// Longer than any test takes on a machine with much else to do.
pub const LIMIT: Duration = Duration::from_secs(60);

/// An executable in a folder of its own.
pub struct Executable {
    folder: TempDir,
}

impl Executable {
    /// From a program of `tests/sockets`, a WebAssembly file.
    pub fn new(program: &str, options: &[&str]) -> Executable {
        let source = root().join("tests/sockets").join(program).with_extension("wasm");
        Executable::compile(&source, options)
    }

    pub fn compile(source: &Path, options: &[&str]) -> Executable {
        let folder = tempfile::tempdir().expect("there is room for a folder");
        let executable = Executable { folder };
        let mut compile = Command::new(command());
        compile.arg(source).arg("-o").arg(executable.path()).args(options);
        let compiled = process::run(&mut compile, b"", LIMIT).expect("the command starts");
        assert!(compiled.status.success(), "{}", compiled.stderr_text());
        executable
    }

    pub fn path(&self) -> PathBuf {
        self.folder.path().join("program")
    }

    pub fn folder(&self) -> &Path {
        self.folder.path()
    }

    pub fn run(&self, arguments: &[&str]) -> Finished {
        finish(Command::new(self.path()).args(arguments))
    }
}

pub fn finish(command: &mut Command) -> Finished {
    process::run(command.env_clear(), b"", LIMIT).expect("the executable starts")
}

/// The output of a program that has nothing to complain of.
#[track_caller]
pub fn output_of(finished: &Finished) -> String {
    let text = String::from_utf8_lossy(&finished.stdout).into_owned();
    let complaint = finished.stderr_text();
    assert!(finished.status.success(), "{}\n{text}{complaint}", finished.ending());
    assert_eq!(complaint, "");
    text
}
