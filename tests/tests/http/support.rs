//! Servers and conversations with them.

use std::collections::BTreeMap;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::Mutex;
use std::time::Duration;

use tests::process;
use tests::workspace::{command, root};

/// Longer than any test takes on a machine with much else to do.
pub const LIMIT: Duration = Duration::from_secs(60);

/// Compiles a component of `tests/http`, once with the same options.
pub fn compile(component: &str, options: &[&str]) -> PathBuf {
    static COMPILED: Mutex<BTreeMap<String, PathBuf>> = Mutex::new(BTreeMap::new());
    let key = format!("{component} {}", options.join(" "));
    let mut compiled = COMPILED.lock().expect("nobody panics with it");
    if let Some(known) = compiled.get(&key) {
        return known.clone();
    }
    let number = compiled.len();
    let executable = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("http-{number}"));
    let source = root().join("tests/http").join(component);
    let text = source.with_extension("wat");
    let source = if text.exists() { text } else { source.with_extension("wasm") };
    let mut compile = Command::new(command());
    compile.arg(source).arg("-o").arg(&executable).args(options);
    let finished = process::run(&mut compile, b"", LIMIT).expect("the command starts");
    assert!(finished.status.success(), "{}", finished.stderr_text());
    compiled.insert(key, executable.clone());
    executable
}

/// A server that runs.
pub struct Server {
    pub child: Child,
    pub address: String,
    /// What it says behind its first line.
    pub stderr: BufReader<std::process::ChildStderr>,
}

impl Server {
    /// The handler of the tests, compiled with options.
    pub fn new(options: &[&str]) -> Server {
        Server::start(options, &["--listen", "127.0.0.1:0", "--workers", "1"])
    }

    pub fn start(options: &[&str], arguments: &[&str]) -> Server {
        Server::of("handler", options, arguments)
    }

    pub fn of(component: &str, options: &[&str], arguments: &[&str]) -> Server {
        let mut server = Command::new(compile(component, options));
        server.args(arguments).env_clear().stdin(Stdio::null());
        server.stdout(Stdio::null()).stderr(Stdio::piped());
        let mut child = server.spawn().expect("the executable starts");
        let mut stderr = BufReader::new(child.stderr.take().expect("it is a pipe"));
        let mut line = String::new();
        stderr.read_line(&mut line).expect("it is text");
        let address = line
            .strip_prefix("listening on http://")
            .and_then(|rest| rest.strip_suffix("/\n"))
            .unwrap_or_else(|| panic!("the server says: {line}"));
        Server { child, address: address.to_owned(), stderr }
    }

    pub fn connect(&self) -> TcpStream {
        let stream = TcpStream::connect(&self.address).expect("the server listens");
        stream.set_read_timeout(Some(LIMIT)).expect("it is a time");
        stream
    }

    /// All that a server says to what is sent at once, up to its end of the connection.
    #[track_caller]
    pub fn say(&self, text: impl AsRef<[u8]>) -> String {
        let mut stream = self.connect();
        stream.write_all(text.as_ref()).expect("the server reads");
        let mut answer = Vec::new();
        // Who closes early may reset the connection; what came before counts.
        let _ = stream.read_to_end(&mut answer);
        without_date(&String::from_utf8_lossy(&answer))
    }

    /// The answer to `GET PATH`.
    #[track_caller]
    pub fn get(&self, path: &str) -> String {
        self.say(format!("GET {path} HTTP/1.1\r\nHost: test\r\nConnection: close\r\n\r\n"))
    }

    pub fn signal(&self, signal: i32) {
        unsafe extern "C" {
            fn kill(process: i32, signal: i32) -> i32;
        }
        // SAFETY: a signal to our own child.
        unsafe { kill(self.child.id() as i32, signal) };
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // The workers see its end.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Lines end without CR, and there is no date.
pub fn without_date(text: &str) -> String {
    let lines = text.split_inclusive('\n').filter(|line| !line.starts_with("date: "));
    lines.collect::<String>().replace('\r', "")
}

/// The body of an answer.
pub fn body(answer: &str) -> &str {
    answer.split_once("\n\n").map_or("", |(_, body)| body)
}

/// The first line of an answer.
pub fn status(answer: &str) -> &str {
    answer.lines().next().unwrap_or_default()
}
