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
