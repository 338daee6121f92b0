//! Runs a program with the lock-down that it asks for taken away, and checks that it
//! makes no system calls but those that `inspect` shows:
//!
//! `audit PROGRAM COMMAND [ARGUMENTS…]`, where the command runs PROGRAM, an executable
//! compiled with `--lockdown`, itself or at the end of some wrapper.
//!
//! So the tables of system calls have a second judge beside the kernel, which sees what
//! the program goes on to do, and that calls which merely fail are not made either.
//!
//! Exits as the command does; with 125 where PROGRAM has made another call, or never
//! came to the point where it would have been locked down though it ended well.

mod permitted;
mod tracer;

use std::ffi::OsString;
use std::fs;
use std::io::{self, Error};
use std::os::unix::process::ExitStatusExt;
use std::path::PathBuf;
use std::process::{Command, ExitCode, ExitStatus};

use permitted::Calls;
use tracer::{Audited, Trace};

/// What a shell shows for a command that cannot be run.
const FAILED: u8 = 125;

fn main() -> ExitCode {
    match audit(std::env::args_os().skip(1)) {
        Ok(status) => match status.signal() {
            Some(signal) => tracer::end_by(signal),
            None => ExitCode::from(status.code().unwrap_or(0) as u8),
        },
        Err(error) => {
            eprintln!("audit: {error}");
            ExitCode::from(FAILED)
        }
    }
}

fn audit(mut arguments: impl Iterator<Item = OsString>) -> io::Result<ExitStatus> {
    let program = arguments.next().ok_or_else(|| Error::other("no program is given"))?;
    let command = arguments.next().ok_or_else(|| Error::other("no command is given"))?;
    let program = fs::canonicalize(PathBuf::from(program))?;
    let permitted = Calls::of(&fs::read(&program)?)
        .ok_or_else(|| Error::other("the program is not compiled with --lockdown"))?;

    let trace = Trace::start(Command::new(command).args(arguments), program)?;
    let (status, audited) = trace.finish()?;
    judge(&permitted, &audited, status)
}

fn judge(permitted: &Calls, audited: &Audited, status: ExitStatus) -> io::Result<ExitStatus> {
    let others: Vec<String> = audited
        .calls
        .iter()
        .filter(|call| !permitted.contain(call))
        .map(|call| format!("{} with {:x?}", call.number, call.arguments))
        .collect();
    if !others.is_empty() {
        return Err(Error::other(format!("system calls beyond its own: {}", others.join("; "))));
    }
    if audited.locked_down == 0 && status.success() {
        return Err(Error::other("the program was never locked down"));
    }
    Ok(status)
}
