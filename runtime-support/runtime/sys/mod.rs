//! Typed system calls: the only place that makes them. One file per area.
//!
//! # Safety
//! Calls pass the kernel either plain numbers, borrowed values of types that
//! live across the call, or [`Buffer`]s, whose constructor demands validity.
#![allow(unsafe_code)]

use crate::arch;

mod buffer;
pub mod clocks;
pub mod descriptor;
pub mod directories;
pub mod errno;
pub mod files;
pub mod memory;
pub mod paths;
pub mod poll;
pub mod process;
pub mod random;
pub mod signal;
pub mod signals;
pub mod sockets;

pub use buffer::Buffer;
pub use descriptor::{Fd, OwnedFd};
pub use errno::Errno;

/// Makes system call `number`; errors become `Err`.
///
/// # Safety
/// As for [`arch::syscall`].
#[inline]
unsafe fn call<const N: usize>(number: usize, arguments: [usize; N]) -> Result<usize, Errno> {
    const { assert!(N <= 6) };
    let mut all = [0; 6];
    all[..N].copy_from_slice(&arguments);
    // SAFETY: passed on to our caller.
    let result = unsafe { arch::syscall(number, all) };
    if result < 0 { Err(Errno(-result as u16)) } else { Ok(result as usize) }
}

/// As [`call`], again after every interruption by a signal: a program has no
/// signal handlers, so `EINTR` would tell it nothing. Source: signal(7),
/// "Interruption of system calls and library functions by signal handlers".
///
/// # Safety
/// As for [`arch::syscall`].
#[inline]
unsafe fn call_uninterrupted<const N: usize>(
    number: usize,
    arguments: [usize; N],
) -> Result<usize, Errno> {
    loop {
        // SAFETY: passed on to our caller.
        match unsafe { call(number, arguments) } {
            Err(Errno::EINTR) => {}
            result => return result,
        }
    }
}
