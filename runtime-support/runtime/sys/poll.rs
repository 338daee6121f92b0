//! Waiting for several descriptors at once.

use super::clocks::Timespec;
use super::{Errno, Fd, call};
use crate::arch::kernel::SystemCall;

/// What to wait for on one descriptor, and what has happened there. Source:
/// poll(2), `struct pollfd`.
#[derive(Clone, Copy, Debug)]
#[repr(C)]
pub struct Interest {
    /// Negative numbers are passed over.
    fd: i32,
    requested: i16,
    happened: i16,
}

impl Interest {
    pub const READABLE: i16 = 0x001;
    pub const WRITABLE: i16 = 0x004;
    pub const ERROR: i16 = 0x008;
    pub const HUNG_UP: i16 = 0x010;
    pub const NOT_OPEN: i16 = 0x020;
    /// The peer of a stream socket has shut down its writing side.
    pub const PEER_HUNG_UP: i16 = 0x2000;

    pub fn new(fd: Fd, requested: i16) -> Interest {
        Interest { fd: fd.0, requested, happened: 0 }
    }

    pub fn requested(&self) -> i16 {
        self.requested
    }

    pub fn fd(&self) -> Fd {
        Fd(self.fd)
    }

    /// Is about another descriptor from now on.
    pub fn turn_to(&mut self, fd: Fd) {
        self.fd = fd.0;
    }

    /// Waits for this as well.
    pub fn add(&mut self, requested: i16) {
        self.requested |= requested;
    }

    pub fn happened(&self) -> i16 {
        self.happened
    }
}

/// ppoll(2): how many of `interests` have happened, after at most `timeout`.
pub fn poll(interests: &mut [Interest], timeout: Option<Timespec>) -> Result<usize, Errno> {
    // The kernel writes the remaining time, so it gets a copy.
    let mut timeout = timeout;
    let timeout_pointer = match &mut timeout {
        Some(timeout) => core::ptr::from_mut(timeout) as usize,
        None => 0,
    };
    let arguments = [interests.as_mut_ptr() as usize, interests.len(), timeout_pointer, 0, 0];
    // SAFETY: the kernel writes to `interests` and `timeout`, which outlive the
    // call.
    unsafe { call(SystemCall::PPOLL, arguments) }
}
