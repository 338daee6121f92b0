//! Runs a program with input and a time limit, and collects all it says.

use std::io::{ErrorKind, Read, Result, Write};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::mpsc;
use std::thread;
use std::time::Duration;

/// All that a finished program left behind.
#[derive(Debug)]
pub struct Finished {
    pub status: ExitStatus,
    pub stdout: Vec<u8>,
    pub stderr: Vec<u8>,
    /// It was killed because it took longer than allowed.
    pub timed_out: bool,
}

impl Finished {
    /// The standard error as text.
    pub fn stderr_text(&self) -> String {
        String::from_utf8_lossy(&self.stderr).into_owned()
    }

    /// How it ended, in words.
    pub fn ending(&self) -> String {
        use std::os::unix::process::ExitStatusExt;
        match (self.timed_out, self.status.code(), self.status.signal()) {
            (true, ..) => String::from("took too long and was killed"),
            (_, Some(code), _) => format!("exited with {code}"),
            (_, None, Some(signal)) => format!("was killed by signal {signal}"),
            (_, None, None) => format!("ended with {}", self.status),
        }
    }
}

/// Starts `command`, writes `input` to it, and waits until it ends or `limit`
/// is over.
///
/// # Errors
/// It could not be started.
pub fn run(command: &mut Command, input: &[u8], limit: Duration) -> Result<Finished> {
    command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = spawn(command)?;
    let (mut stdin, stdout, stderr) =
        (child.stdin.take(), child.stdout.take(), child.stderr.take());
    let (send, done) = mpsc::channel();
    thread::scope(|scope| {
        scope.spawn(move || {
            if let Some(stdin) = &mut stdin {
                // A program that ends early need not read all of its input.
                let _ = stdin.write_all(input);
            }
        });
        let stderr = scope.spawn(move || read_all(stderr));
        let stdout = scope.spawn(move || {
            let bytes = read_all(stdout);
            let _ = send.send(());
            bytes
        });
        // Standard output ends with the program, unless that closed it before.
        let in_time = done.recv_timeout(limit).is_ok();
        let in_time = in_time && wait_at_most(&mut child, limit)?;
        if !in_time {
            child.kill()?;
        }
        let status = child.wait()?;
        let collected = "a thread that only reads does not panic";
        Ok(Finished {
            status,
            stdout: stdout.join().expect(collected),
            stderr: stderr.join().expect(collected),
            timed_out: !in_time,
        })
    })
}

/// Starts a program. While this process has an executable open for writing,
/// another thread can fork, and the copy of the file descriptor makes `exec` fail
/// with ETXTBSY until that child has called `exec` itself.
///
/// # Errors
/// It could not be started.
pub fn spawn(command: &mut Command) -> Result<Child> {
    let mut attempts = 0;
    loop {
        match command.spawn() {
            Err(error) if error.kind() == ErrorKind::ExecutableFileBusy && attempts < 200 => {
                attempts += 1;
                thread::sleep(Duration::from_millis(5));
            }
            other => return other,
        }
    }
}

fn wait_at_most(child: &mut Child, limit: Duration) -> Result<bool> {
    let mut waited = Duration::ZERO;
    let mut pause = Duration::from_micros(50);
    while child.try_wait()?.is_none() {
        if waited >= limit {
            return Ok(false);
        }
        thread::sleep(pause);
        waited += pause;
        pause = (pause * 2).min(Duration::from_millis(20));
    }
    Ok(true)
}

fn read_all(pipe: Option<impl Read>) -> Vec<u8> {
    let mut bytes = Vec::new();
    if let Some(mut pipe) = pipe {
        // What was read before an error is what there is.
        let _ = pipe.read_to_end(&mut bytes);
    }
    bytes
}
