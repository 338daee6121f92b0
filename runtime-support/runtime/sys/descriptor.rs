//! The kernel's file descriptors.

use super::{Errno, call};
use crate::abi::system_calls::F_DUPFD_CLOEXEC;
use crate::arch::kernel::SystemCall;

/// A number of the kernel for an open file. What the program calls a descriptor
/// is something else: an index into our own table.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(transparent)]
pub struct Fd(pub i32);

impl Fd {
    /// Stands for the working folder of the process. Source: openat(2).
    pub const WORKING_FOLDER: Fd = Fd(-100);

    #[inline]
    pub(super) fn argument(self) -> usize {
        self.0 as usize
    }
}

/// A [`Fd`] that is closed when it goes out of use.
#[derive(Debug)]
pub struct OwnedFd(Fd);

impl OwnedFd {
    /// Takes over what a system call has just opened.
    ///
    /// Numbers 0 to 2 are moved away: they are free when the process was
    /// started with standard input, output or error closed, and would turn
    /// whatever was opened into the program's standard streams.
    pub(super) fn opened(number: usize) -> Result<OwnedFd, Errno> {
        let opened = OwnedFd(Fd(number as i32));
        if number > 2 {
            return Ok(opened);
        }
        // SAFETY: touches no memory. `opened` is closed when it is dropped here.
        let moved = unsafe { call(SystemCall::FCNTL, [number, F_DUPFD_CLOEXEC as usize, 3]) }?;
        Ok(OwnedFd(Fd(moved as i32)))
    }

    /// Takes over what the process was started with under this number, which
    /// nobody else closes.
    #[cfg(part = "network")]
    pub fn inherited(number: u32) -> OwnedFd {
        OwnedFd(Fd(number as i32))
    }

    #[inline]
    pub fn fd(&self) -> Fd {
        self.0
    }

    /// Leaves the closing to the caller.
    #[inline]
    pub fn release(self) -> Fd {
        let fd = self.0;
        core::mem::forget(self);
        fd
    }
}

impl Drop for OwnedFd {
    fn drop(&mut self) {
        // Only what was written can be lost by an error here, and what is
        // dropped rather than closed was not written to.
        let _ = close(self.0);
    }
}

/// pipe2(2): the end to read from, and the end to write to.
#[cfg(part = "http")]
pub fn pipe() -> Result<(OwnedFd, OwnedFd), Errno> {
    let mut ends = [0i32; 2];
    let arguments = [ends.as_mut_ptr() as usize, super::paths::O_CLOEXEC as usize];
    // SAFETY: the kernel writes both numbers.
    unsafe { call(SystemCall::PIPE2, arguments) }?;
    let [read, write] = ends.map(|end| OwnedFd::opened(end as usize));
    Ok((read?, write?))
}

/// close(2). The number is free afterwards whatever the result: an interrupted
/// close must not be repeated.
#[inline(never)]
pub fn close(fd: Fd) -> Result<(), Errno> {
    // SAFETY: touches no memory.
    match unsafe { call(SystemCall::CLOSE, [fd.argument()]) } {
        Ok(_) | Err(Errno::EINTR) => Ok(()),
        Err(errno) => Err(errno),
    }
}
