//! A program that makes the calls of preview 1 it is told to, one at a time: the
//! real executable, with tests on the other end of its standard streams. Its
//! source is `tests/programs/calls.c`.

use std::fmt::Write as _;
use std::io::{BufRead, BufReader, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, ChildStdout, Command, ExitStatus, Stdio};

use crate::workspace::{command, root};

/// Error numbers of preview 1, `$errno`.
pub mod errno {
    pub const SUCCESS: u32 = 0;
    pub const BADF: u32 = 8;
    pub const EXIST: u32 = 20;
    pub const FAULT: u32 = 21;
    pub const FBIG: u32 = 22;
    pub const INVAL: u32 = 28;
    pub const ISDIR: u32 = 31;
    pub const LOOP: u32 = 32;
    pub const MFILE: u32 = 33;
    pub const NAMETOOLONG: u32 = 37;
    pub const NFILE: u32 = 41;
    pub const NOENT: u32 = 44;
    pub const NOSPC: u32 = 51;
    pub const NOTDIR: u32 = 54;
    pub const NOTSOCK: u32 = 57;
    pub const PERM: u32 = 63;
    pub const PIPE: u32 = 64;
    pub const NOTCAPABLE: u32 = 76;
}

/// Rights of preview 1, `$rights`, that tests name.
pub mod rights {
    pub const ALL: u64 = (1 << 30) - 1;
    pub const READ: u64 = 1 << 1 | 1 << 2 | 1 << 21;
    pub const WRITE: u64 = 1 << 6 | 1 << 2;
    pub const LIST: u64 = 1 << 14;
}

/// Preview1, `$oflags`.
pub mod oflags {
    pub const CREAT: u32 = 1;
    pub const DIRECTORY: u32 = 2;
    pub const EXCL: u32 = 4;
    pub const TRUNC: u32 = 8;
}

pub const FOLLOW: u32 = 1;
pub const NOFOLLOW: u32 = 0;

/// What a call returned.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Answer {
    pub errno: u32,
    pub values: Vec<String>,
}

impl Answer {
    /// The value at `index`, a number; 0 where there is none.
    pub fn number(&self, index: usize) -> u64 {
        self.values.get(index).and_then(|value| value.parse().ok()).unwrap_or(0)
    }

    /// The value at `index`, bytes; none where there are none.
    pub fn bytes(&self, index: usize) -> Vec<u8> {
        let text = self.values.get(index).and_then(|value| value.strip_prefix('x'));
        let digits = text.unwrap_or_default().as_bytes();
        let byte = |pair: &[u8]| {
            let pair = std::str::from_utf8(pair).expect("digits are text");
            u8::from_str_radix(pair, 16).expect("the program writes digits")
        };
        digits.chunks(2).map(byte).collect()
    }
}

/// Bytes as an argument.
pub fn bytes(bytes: impl AsRef<[u8]>) -> String {
    let mut text = String::from("x");
    for byte in bytes.as_ref() {
        write!(text, "{byte:02x}").expect("a string takes any text");
    }
    text
}

/// Compiles the program with these options; the executable lies in `folder`.
///
/// # Panics
/// The command does not compile it.
pub fn compile(folder: &Path, options: &[&str]) -> PathBuf {
    compile_program("calls", folder, options)
}

/// As [`compile`], another program of `tests/guest`.
///
/// # Panics
/// The command does not compile it.
pub fn compile_program(name: &str, folder: &Path, options: &[&str]) -> PathBuf {
    let executable = folder.join(name);
    let source = root().join("tests/guest").join(name).with_extension("wasm");
    let mut compile = Command::new(command());
    compile.arg(source).arg("-o").arg(&executable).args(options);
    let output = compile.output().expect("the command can be started");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    executable
}

/// The running program.
pub struct Guest {
    child: Child,
    /// `None` at the end of its input.
    stdin: Option<ChildStdin>,
    stdout: BufReader<ChildStdout>,
}

impl Guest {
    /// Starts `command`, which is the executable or becomes it.
    ///
    /// # Panics
    /// It cannot be started.
    pub fn start(command: &mut Command) -> Guest {
        let command = command.stdin(Stdio::piped()).stdout(Stdio::piped());
        let mut child = crate::process::spawn(command).expect("the program can be started");
        let stdin = child.stdin.take();
        let stdout = BufReader::new(child.stdout.take().expect("it was asked for"));
        Guest { child, stdin, stdout }
    }

    pub fn process_id(&self) -> u32 {
        self.child.id()
    }

    /// Makes the call of this line.
    ///
    /// # Panics
    /// The program has ended.
    pub fn call(&mut self, line: impl AsRef<str>) -> Answer {
        let line = line.as_ref();
        self.send(line);
        self.answer().unwrap_or_else(|| panic!("the program has ended at `{line}`"))
    }

    /// Begins a call without waiting for its answer.
    ///
    /// # Panics
    /// The program has ended.
    pub fn send(&mut self, line: &str) {
        let stdin = self.stdin.as_mut().expect("its input is open");
        stdin.write_all(format!("{line}\n").as_bytes()).expect("it reads its input");
    }

    /// The answer to the last call; `None` where the program has ended.
    pub fn answer(&mut self) -> Option<Answer> {
        let mut answer = String::new();
        self.stdout.read_line(&mut answer).ok()?;
        let mut values = answer.split_whitespace().map(str::to_owned);
        let errno = values.next()?.parse().expect("an answer begins with a number");
        Some(Answer { errno, values: values.collect() })
    }

    /// `path_open` with everything.
    pub fn open_with(
        &mut self,
        fd: u32,
        path: impl AsRef<[u8]>,
        oflags: u32,
        rights: u64,
        lookup: u32,
    ) -> Answer {
        let path = bytes(path);
        self.call(format!("open {fd} {lookup} {path} {oflags} {rights} {} 0", rights::ALL))
    }

    /// Opens to read, following links.
    pub fn open(&mut self, fd: u32, path: impl AsRef<[u8]>) -> Answer {
        self.open_with(fd, path, 0, rights::READ, FOLLOW)
    }

    /// What a file says, up to 1,000 bytes.
    ///
    /// # Errors
    /// The error number of preview 1.
    pub fn content(&mut self, fd: u32, path: impl AsRef<[u8]>) -> Result<String, u32> {
        let opened = self.open(fd, path);
        if opened.errno != errno::SUCCESS {
            return Err(opened.errno);
        }
        let fd = opened.number(0);
        let read = self.call(format!("read {fd} 1000"));
        self.call(format!("close {fd}"));
        match read.errno {
            errno::SUCCESS => Ok(String::from_utf8_lossy(&read.bytes(0)).into_owned()),
            errno => Err(errno),
        }
    }

    /// Ends its input, and waits for its end.
    ///
    /// # Panics
    /// It cannot be waited for.
    pub fn finish(mut self) -> ExitStatus {
        self.stdin = None;
        self.child.wait().expect("it is our child")
    }
}

impl Drop for Guest {
    fn drop(&mut self) {
        // It may have ended, or wait for something.
        self.stdin = None;
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
