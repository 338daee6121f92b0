//! Starts a program in surroundings that a shell cannot make:
//!
//! - `start without-openat2 ENOSYS|EPERM PROGRAM [ARGUMENTS…]`: on a kernel that
//!   lacks openat2(2), or in a container that forbids it.
//! - `start without-clone EAGAIN PROGRAM [ARGUMENTS…]`: where no thread can be
//!   started.
//! - `start with-listener PROGRAM [ARGUMENTS…]`: standard input is a listening
//!   socket, to which a client connects that says `hello` and wants `goodbye`.
//! - `start with-swaps PROGRAM [ARGUMENTS…]`: in the working folder, `swap` is
//!   the folder `real`, then the link `link`, then again the folder, and so on.
//!
//! Exits as the program does, or with 125 where it cannot be started.

use std::ffi::OsString;
use std::fs;
use std::io::{self, Read, Write};
use std::net::{Shutdown, TcpListener, TcpStream};
use std::os::fd::OwnedFd;
use std::os::unix::process::{CommandExt, ExitStatusExt};
use std::process::{Command, ExitCode, ExitStatus, Stdio};
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;

fn main() -> ExitCode {
    let mut arguments = std::env::args_os().skip(1);
    let how = arguments.next().unwrap_or_default();
    let result = match how.to_str() {
        Some("without-openat2") => without(437, arguments),
        Some("without-clone") => without(56, arguments),
        Some("with-listener") => with_listener(arguments),
        Some("with-swaps") => with_swaps(arguments),
        _ => Err(io::Error::other("the first argument says how; see the source")),
    };
    match result {
        // As shells say it.
        Ok(status) => {
            let code = status.code().unwrap_or(128 + status.signal().unwrap_or(0));
            ExitCode::from(code as u8)
        }
        Err(error) => {
            eprintln!("error: {error}");
            ExitCode::from(125)
        }
    }
}

fn program(mut arguments: impl Iterator<Item = OsString>) -> io::Result<Command> {
    let program = arguments.next().ok_or_else(|| io::Error::other("no program is given"))?;
    let mut command = Command::new(program);
    command.args(arguments);
    Ok(command)
}

/// Runs a program for which the system call `number` fails.
fn without(number: u32, mut arguments: impl Iterator<Item = OsString>) -> io::Result<ExitStatus> {
    const EPERM: u32 = 1;
    const EAGAIN: u32 = 11;
    const ENOSYS: u32 = 38;
    let errno = match arguments.next().as_deref().and_then(|name| name.to_str()) {
        Some("EPERM") => EPERM,
        Some("EAGAIN") => EAGAIN,
        Some("ENOSYS") => ENOSYS,
        _ => return Err(io::Error::other("the error is missing")),
    };
    let mut command = program(arguments)?;
    // SAFETY: the closure makes two system calls and touches nothing that the
    // fork could have left in disorder.
    unsafe { command.pre_exec(move || forbid(number, errno)) };
    // It keeps the number of this process.
    Err(command.exec())
}

/// An instruction of a packet filter. Source: `linux/filter.h`.
#[repr(C)]
struct Instruction {
    code: u16,
    if_true: u8,
    if_false: u8,
    operand: u32,
}

/// Source: `linux/filter.h`, `struct sock_fprog`.
#[repr(C)]
struct Filter {
    length: u16,
    instructions: *const Instruction,
}

unsafe extern "C" {
    fn prctl(option: i32, first: usize, second: usize, third: usize, fourth: usize) -> i32;
}

/// Source: seccomp(2), "Filters".
fn forbid(number: u32, errno: u32) -> io::Result<()> {
    const PR_SET_NO_NEW_PRIVS: i32 = 38;
    const PR_SET_SECCOMP: i32 = 22;
    const SECCOMP_MODE_FILTER: usize = 2;
    const SECCOMP_RET_ERRNO: u32 = 0x0005_0000;
    const SECCOMP_RET_ALLOW: u32 = 0x7fff_0000;
    const LOAD_WORD: u16 = 0x20;
    const JUMP_IF_EQUAL: u16 = 0x15;
    const RETURN: u16 = 0x06;
    let instruction =
        |code, if_true, if_false, operand| Instruction { code, if_true, if_false, operand };
    let instructions = [
        // The number of the call.
        instruction(LOAD_WORD, 0, 0, 0),
        instruction(JUMP_IF_EQUAL, 0, 1, number),
        instruction(RETURN, 0, 0, SECCOMP_RET_ERRNO | errno),
        instruction(RETURN, 0, 0, SECCOMP_RET_ALLOW),
    ];
    let filter = Filter { length: instructions.len() as u16, instructions: instructions.as_ptr() };
    // SAFETY: the filter and its instructions outlive the call.
    let failed = unsafe {
        prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0
            || prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &raw const filter as usize, 0, 0) != 0
    };
    if failed { Err(io::Error::last_os_error()) } else { Ok(()) }
}

fn with_listener(arguments: impl Iterator<Item = OsString>) -> io::Result<ExitStatus> {
    let listener = TcpListener::bind("127.0.0.1:0")?;
    let address = listener.local_addr()?;
    let client = thread::spawn(move || -> io::Result<String> {
        let mut stream = TcpStream::connect(address)?;
        stream.write_all(b"hello")?;
        let mut answer = String::new();
        stream.read_to_string(&mut answer)?;
        stream.shutdown(Shutdown::Write)?;
        // Until the program closes its side.
        let _ = stream.read(&mut [0]);
        Ok(answer)
    });
    let status = program(arguments)?.stdin(Stdio::from(OwnedFd::from(listener))).status()?;
    if !status.success() {
        // Perhaps nobody answered the client.
        return Ok(status);
    }
    match client.join() {
        Ok(Ok(answer)) if answer == "goodbye" => Ok(status),
        answer => Err(io::Error::other(format!("the client got {answer:?}"))),
    }
}

fn with_swaps(arguments: impl Iterator<Item = OsString>) -> io::Result<ExitStatus> {
    let finished = AtomicBool::new(false);
    let mut command = program(arguments)?;
    thread::scope(|scope| {
        let swapper = scope.spawn(|| -> io::Result<()> {
            while !finished.load(Ordering::Relaxed) {
                for place in ["real", "link"] {
                    fs::rename(place, "swap")?;
                    fs::rename("swap", place)?;
                }
            }
            Ok(())
        });
        let status = command.status();
        finished.store(true, Ordering::Relaxed);
        swapper.join().unwrap_or_else(|_| Err(io::Error::other("the swapper panicked")))?;
        status
    })
}
