//! The process as a whole.
//!
//! # Safety
//! The kernel only reads or fills slices that are borrowed for the call.

use super::{Errno, call};
use crate::arch::kernel::SystemCall;

/// exit_group(2).
pub fn exit_group(status: i32) -> ! {
    loop {
        // SAFETY: touches no memory, and does not return.
        let _ = unsafe { call(SystemCall::EXIT_GROUP, [status as usize]) };
    }
}

/// Writes a message of ours to standard error. Where that is impossible,
/// nobody is there to be told.
pub fn write_stderr(message: &[u8]) {
    let _ = write_all(2, message);
}

/// Writes all of `bytes`.
pub fn write_all(fd: usize, mut bytes: &[u8]) -> Result<(), Errno> {
    while !bytes.is_empty() {
        // SAFETY: the kernel only reads them.
        let result = unsafe { call(SystemCall::WRITE, [fd, bytes.as_ptr() as usize, bytes.len()]) };
        match result {
            Ok(count) => bytes = bytes.get(count..).unwrap_or_default(),
            Err(Errno::EINTR) => {}
            Err(errno) => return Err(errno),
        }
    }
    Ok(())
}

/// Reads into `bytes`; returns how many were read, 0 at the end.
#[allow(dead_code)] // only scripts read their own input
pub fn read(fd: usize, bytes: &mut [u8]) -> Result<usize, Errno> {
    loop {
        // SAFETY: the kernel fills at most all of them.
        let result =
            unsafe { call(SystemCall::READ, [fd, bytes.as_mut_ptr() as usize, bytes.len()]) };
        if result != Err(Errno::EINTR) {
            return result;
        }
    }
}

/// getpid(2).
pub fn process_id() -> usize {
    // SAFETY: touches no memory.
    unsafe { call(SystemCall::GETPID, []) }.unwrap_or(0)
}

/// gettid(2).
pub fn thread_id() -> usize {
    // SAFETY: touches no memory.
    unsafe { call(SystemCall::GETTID, []) }.unwrap_or(0)
}

/// Another process.
#[cfg(part = "http")]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ProcessId(u32);

/// fork(2): the new process, or none in that process itself.
#[cfg(part = "http")]
pub fn fork() -> Result<Option<ProcessId>, Errno> {
    let ends_with = super::signal::Signal::CHILD.0 as usize;
    // SAFETY: without `CLONE_VM` everything is copied, the stack too.
    let number = unsafe { call(SystemCall::CLONE, [ends_with, 0, 0, 0, 0]) }?;
    Ok((number != 0).then_some(ProcessId(number as u32)))
}

/// How a process ended. Source: wait(2), "RETURN VALUE" and the macros there.
#[cfg(part = "http")]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum End {
    Exited(u32),
    Killed(u32),
}

/// wait4(2), `WNOHANG`: a child that has ended, if there is one.
#[cfg(part = "http")]
pub fn take_ended() -> Option<(ProcessId, End)> {
    const WNOHANG: usize = 1;
    let mut status = 0u32;
    let arguments = [usize::MAX, &raw mut status as usize, WNOHANG, 0];
    // SAFETY: the kernel writes the status.
    let number = unsafe { call(SystemCall::WAIT4, arguments) }.unwrap_or(0);
    let end = match status & 0x7f {
        0 => End::Exited(status >> 8 & 0xff),
        signal => End::Killed(signal),
    };
    (number != 0).then_some((ProcessId(number as u32), end))
}

/// kill(2).
#[cfg(part = "http")]
pub fn send(process: ProcessId, signal: super::signal::Signal) {
    // SAFETY: touches no memory.
    let _ = unsafe { call(SystemCall::KILL, [process.0 as usize, signal.0 as usize]) };
}

/// How many CPUs the process may use. Source: sched_getaffinity(2).
#[cfg(part = "http")]
pub fn cpu_count() -> u32 {
    let mut mask = [0u64; 128];
    let arguments = [0, size_of_val(&mask), mask.as_mut_ptr() as usize];
    // SAFETY: the kernel writes at most the whole mask.
    match unsafe { call(SystemCall::SCHED_GETAFFINITY, arguments) } {
        Ok(_) => mask.iter().map(|bits| bits.count_ones()).sum::<u32>().max(1),
        Err(_) => 1,
    }
}
