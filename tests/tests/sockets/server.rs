//! Servers that print `port PORT`.

use std::ffi::c_int;
use std::io::{self, BufRead, BufReader};
use std::net::{SocketAddr, TcpStream};
use std::os::unix::process::CommandExt;
use std::process::{Child, ChildStdout, Command, Stdio};

use crate::support::{Executable, LIMIT};

#[repr(C)]
struct Limits {
    soft: u64,
    hard: u64,
}

unsafe extern "C" {
    fn setrlimit(resource: c_int, limits: *const Limits) -> c_int;
    fn kill(process: c_int, signal: c_int) -> c_int;
    fn close(fd: c_int) -> c_int;
}

const SIGKILL: c_int = 9;

/// Lets the new process have so many descriptors, its standard streams included.
fn limit_descriptors(command: &mut Command, count: u64) {
    const RLIMIT_NOFILE: c_int = 7;
    // SAFETY: the closure makes system calls alone.
    unsafe {
        command.pre_exec(move || {
            // What was left to us is not for the server.
            for number in 3..64 {
                close(number);
            }
            let limits = Limits { soft: count, hard: count };
            match setrlimit(RLIMIT_NOFILE, &raw const limits) {
                0 => Ok(()),
                _ => Err(io::Error::last_os_error()),
            }
        })
    };
}

/// The server, which is ended with this.
pub struct Server {
    pub process: Child,
    pub output: BufReader<ChildStdout>,
    address: SocketAddr,
}

impl Server {
    pub fn start(executable: &Executable, descriptors: Option<u64>) -> Server {
        let mut command = Command::new(executable.path());
        command.stdin(Stdio::null()).stdout(Stdio::piped());
        if let Some(count) = descriptors {
            limit_descriptors(&mut command, count);
        }
        let mut process = command.spawn().expect("the server starts");
        let mut output = BufReader::new(process.stdout.take().expect("it is a pipe"));
        let mut line = String::new();
        output.read_line(&mut line).expect("the server prints its port");
        let port = line.trim_end().strip_prefix("port ").and_then(|port| port.parse().ok());
        let port: u16 = port.unwrap_or_else(|| panic!("no port: {line}"));
        Server { process, output, address: ([127, 0, 0, 1], port).into() }
    }

    pub fn connect(&self) -> TcpStream {
        let stream = TcpStream::connect(self.address).expect("the server listens");
        stream.set_read_timeout(Some(LIMIT)).expect("that is possible");
        stream
    }

    pub fn send(&self, signal: c_int) {
        // SAFETY: touches no memory; the process is ours and was not waited for.
        unsafe { kill(self.process.id() as c_int, signal) };
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.send(SIGKILL);
        let _ = self.process.wait();
    }
}
