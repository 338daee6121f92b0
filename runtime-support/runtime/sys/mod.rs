//! Typed system calls: the only place that makes them. One file per area.
//!
//! # Safety
//! Each file says what its calls rest on.
#![allow(unsafe_code)]

use crate::arch;

pub mod memory;
pub mod process;
pub mod signal;

/// An error number of the kernel. Source: errno(3).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(transparent)]
pub struct Errno(pub u16);

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
