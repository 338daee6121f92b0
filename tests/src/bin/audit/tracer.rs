//! A command run to its end under ptrace(2): in comes the command, out come the system
//! calls that one program has made from where it would have been locked down.
//!
//! # Safety
//! Only processes that are traced and have stopped are asked and told something. The
//! structures that the kernel fills are of plain numbers, and outlive the calls.
#![allow(unsafe_code)]

use std::collections::BTreeSet;
use std::collections::hash_map::{Entry, HashMap};
use std::io::{self, Error};
use std::mem::MaybeUninit;
use std::os::unix::process::{CommandExt, ExitStatusExt};
use std::path::PathBuf;
use std::process::{Command, ExitStatus};
use std::{fs, ptr};

use libc::{c_int, c_void, pid_t};

/// `asm/unistd_64.h` and seccomp(2).
const SECCOMP: u64 = 317;
const SECCOMP_SET_MODE_FILTER: u64 = 1;

/// A system call, as it was asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Call {
    pub number: u64,
    pub arguments: [u64; 6],
}

/// What was seen of the program.
#[derive(Debug, Default)]
pub struct Audited {
    /// How many processes would have been locked down.
    pub locked_down: u32,
    /// What those asked for from then on.
    pub calls: BTreeSet<Call>,
}

/// How far a process has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Stage {
    /// It is no process of the program.
    Another,
    Starting,
    /// In the call that would lock it down.
    Locking,
    Locked,
}

pub struct Trace {
    root: pid_t,
    program: PathBuf,
    /// Of each process; its threads share it.
    stages: HashMap<pid_t, Stage>,
    /// The threads that are known, and of which process each is.
    threads: HashMap<pid_t, pid_t>,
    audited: Audited,
}

impl Trace {
    /// Starts `command`, which stops where it is executed.
    pub fn start(command: &mut Command, program: PathBuf) -> io::Result<Trace> {
        let trace_me = || {
            // SAFETY: it is the process itself, and nothing is passed.
            checked(unsafe { libc::ptrace(libc::PTRACE_TRACEME, 0, 0, 0) }).map(drop)
        };
        // SAFETY: between fork and exec, a single system call is made.
        let root = unsafe { command.pre_exec(trace_me) }.spawn()?.id() as pid_t;
        let (stopped, status) = wait(root)?;
        if stopped != root || !libc::WIFSTOPPED(status) {
            return Err(Error::other("the command did not stop at its start"));
        }
        let options = libc::PTRACE_O_TRACESYSGOOD
            | libc::PTRACE_O_TRACECLONE
            | libc::PTRACE_O_TRACEFORK
            | libc::PTRACE_O_TRACEVFORK
            | libc::PTRACE_O_TRACEEXEC
            | libc::PTRACE_O_EXITKILL;
        // SAFETY: it has stopped; the options are a number.
        checked(unsafe { libc::ptrace(libc::PTRACE_SETOPTIONS, root, 0, options) })?;
        let audited = Audited::default();
        let (stages, threads) = (HashMap::new(), HashMap::from([(root, root)]));
        let mut trace = Trace { root, program, stages, threads, audited };
        trace.executed(root);
        resume(root, 0);
        Ok(trace)
    }

    /// Goes along until all processes have ended; how the first one did.
    pub fn finish(mut self) -> io::Result<(ExitStatus, Audited)> {
        let mut result = None;
        loop {
            let (thread, status) = match wait(-1) {
                Ok(stopped) => stopped,
                Err(error) if error.raw_os_error() == Some(libc::ECHILD) => break,
                Err(error) => return Err(error),
            };
            if libc::WIFSTOPPED(status) {
                let signal = self.stopped(thread, status);
                resume(thread, signal);
            } else {
                self.threads.remove(&thread);
                if thread == self.root {
                    result = Some(ExitStatus::from_raw(status));
                }
            }
        }
        let status = result.ok_or_else(|| Error::other("the command has no end"))?;
        Ok((status, self.audited))
    }

    /// A thread has stopped; returns the signal that it is to get now.
    fn stopped(&mut self, thread: pid_t, status: c_int) -> c_int {
        let signal = libc::WSTOPSIG(status);
        let event = status >> 16;
        if signal == libc::SIGTRAP | 0x80 {
            self.at_system_call(thread);
            0
        } else if event == libc::PTRACE_EVENT_EXEC {
            self.executed(thread);
            0
        } else if event != 0 {
            0
        } else if let Entry::Vacant(new) = self.threads.entry(thread) {
            // A new thread or process: ptrace(2), `PTRACE_O_TRACECLONE`.
            new.insert(process_of(thread));
            0
        } else {
            signal
        }
    }

    /// A process is another program from here on.
    fn executed(&mut self, process: pid_t) {
        let file = fs::read_link(format!("/proc/{process}/exe"));
        let is_program = file.is_ok_and(|file| file == self.program);
        let stage = if is_program { Stage::Starting } else { Stage::Another };
        self.stages.insert(process, stage);
    }

    fn at_system_call(&mut self, thread: pid_t) {
        let process = *self.threads.entry(thread).or_insert_with(|| process_of(thread));
        // What forks is never the program, and says what it is when it executes something.
        let stage = self.stages.entry(process).or_insert(Stage::Another);
        match (*stage, entered(thread)) {
            (Stage::Starting, Some(call))
                if call.number == SECCOMP && call.arguments[0] == SECCOMP_SET_MODE_FILTER =>
            {
                change_registers(thread, |registers| registers.orig_rax = u64::MAX);
                *stage = Stage::Locking;
            }
            (Stage::Locking, None) => {
                change_registers(thread, |registers| registers.rax = 0);
                *stage = Stage::Locked;
                self.audited.locked_down += 1;
            }
            (Stage::Locked, Some(call)) => drop(self.audited.calls.insert(call)),
            _ => {}
        }
    }
}

/// Ends this process as a signal has ended another one.
pub fn end_by(signal: c_int) -> ! {
    // SAFETY: nothing is passed but numbers; nobody else uses the handler.
    unsafe {
        libc::signal(signal, libc::SIG_DFL);
        libc::raise(signal);
    }
    // Some signals end nobody.
    std::process::exit(128 + signal)
}

fn wait(process: pid_t) -> io::Result<(pid_t, c_int)> {
    let mut status = 0;
    loop {
        // SAFETY: the status is a number that outlives the call.
        let stopped = unsafe { libc::waitpid(process, &raw mut status, libc::__WALL) };
        match checked(stopped.into()) {
            Ok(_) => return Ok((stopped, status)),
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
}

/// Lets it go on to its next system call. It may have been killed meanwhile.
fn resume(thread: pid_t, signal: c_int) {
    // SAFETY: it has stopped; the signal is a number.
    let _ = unsafe { libc::ptrace(libc::PTRACE_SYSCALL, thread, 0, signal) };
}

/// The call that a thread has stopped before; `None` behind one.
fn entered(thread: pid_t) -> Option<Call> {
    let mut info = MaybeUninit::<libc::ptrace_syscall_info>::zeroed();
    let size = size_of::<libc::ptrace_syscall_info>();
    // SAFETY: it has stopped; the kernel fills at most `size` bytes, and numbers may be zero.
    let info = unsafe {
        libc::ptrace(libc::PTRACE_GET_SYSCALL_INFO, thread, size, info.as_mut_ptr());
        info.assume_init()
    };
    if info.op != libc::PTRACE_SYSCALL_INFO_ENTRY {
        return None;
    }
    // SAFETY: this is what `op` says that it is.
    let entry = unsafe { info.u.entry };
    Some(Call { number: entry.nr, arguments: entry.args })
}

fn change_registers(thread: pid_t, change: impl FnOnce(&mut libc::user_regs_struct)) {
    let mut registers = MaybeUninit::<libc::user_regs_struct>::zeroed();
    let nothing = ptr::null_mut::<c_void>();
    // SAFETY: it has stopped; the kernel fills one structure of numbers, and reads it again.
    unsafe {
        libc::ptrace(libc::PTRACE_GETREGS, thread, nothing, registers.as_mut_ptr());
        change(registers.assume_init_mut());
        libc::ptrace(libc::PTRACE_SETREGS, thread, nothing, registers.as_ptr());
    }
}

fn process_of(thread: pid_t) -> pid_t {
    let status = fs::read_to_string(format!("/proc/{thread}/status")).unwrap_or_default();
    let group = status.lines().find_map(|line| line.strip_prefix("Tgid:"));
    group.and_then(|group| group.trim().parse().ok()).unwrap_or(thread)
}

fn checked(result: i64) -> io::Result<i64> {
    if result < 0 { Err(Error::last_os_error()) } else { Ok(result) }
}
