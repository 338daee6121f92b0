//! Servers that print `port PORT`.

use std::ffi::c_int;
use std::io::{BufRead, BufReader};
use std::net::{SocketAddr, TcpStream};
use std::process::{Child, ChildStdout, Command, Stdio};

use crate::limits::limit_descriptors;
use crate::support::{Executable, LIMIT};

unsafe extern "C" {
    fn kill(process: c_int, signal: c_int) -> c_int;
}

const SIGKILL: c_int = 9;

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
