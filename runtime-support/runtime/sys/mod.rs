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
pub mod sockets;

pub use buffer::Buffer;
pub use descriptor::{Fd, OwnedFd};
pub use errno::Errno;

/// Makes system call `number`; errors become `Err`.
///
/// # Safety
/// As for [`arch::syscall`].
#[inline(always)]
unsafe fn call<const N: usize>(number: usize, arguments: [usize; N]) -> Result<usize, Errno> {
    const { assert!(N <= 6) };
    let argument = |index: usize| arguments.get(index).copied().unwrap_or(0);
    // SAFETY: passed on to our caller.
    let result = unsafe {
        if N <= 3 {
            call_with_three(number, argument(0), argument(1), argument(2))
        } else {
            let (first, second, third) = (argument(0), argument(1), argument(2));
            call_with_six(first, second, third, argument(3), argument(4), argument(5), number)
        }
    };
    decode(result)
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

/// As [`call_uninterrupted`], in line: for the calls whose cost matters more
/// than the size of a few dozen bytes.
///
/// # Safety
/// As for [`arch::syscall`].
#[inline(always)]
unsafe fn call_fast(number: usize, arguments: [usize; 3]) -> Result<usize, Errno> {
    let [first, second, third] = arguments;
    loop {
        // SAFETY: passed on to our caller.
        match decode(unsafe { arch::syscall(number, [first, second, third, 0, 0, 0]) }) {
            Err(Errno::EINTR) => {}
            result => return result,
        }
    }
}

/// One copy of the instruction for all that have time.
///
/// # Safety
/// As for [`arch::syscall`].
#[inline(never)]
unsafe fn call_with_three(number: usize, first: usize, second: usize, third: usize) -> isize {
    // SAFETY: passed on to our caller.
    unsafe { arch::syscall(number, [first, second, third, 0, 0, 0]) }
}

/// As [`call_with_three`]. The number comes last, so that the arguments are in
/// the registers where the kernel expects them.
///
/// # Safety
/// As for [`arch::syscall`].
#[inline(never)]
unsafe fn call_with_six(
    first: usize,
    second: usize,
    third: usize,
    fourth: usize,
    fifth: usize,
    sixth: usize,
    number: usize,
) -> isize {
    // SAFETY: passed on to our caller.
    unsafe { arch::syscall(number, [first, second, third, fourth, fifth, sixth]) }
}

/// The result of a system call, or why it failed. Source: intro(2), "Notes".
#[inline(always)]
fn decode(result: isize) -> Result<usize, Errno> {
    match Errno::from_result(result) {
        Some(errno) => Err(errno),
        None => Ok(result as usize),
    }
}
