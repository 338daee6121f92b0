//! Typed system calls: the only place that makes them. One file per area.
//!
//! # Safety
//! Calls pass the kernel either plain numbers, borrowed values of types that
//! live across the call, or [`Buffer`]s, whose constructor demands validity.
#![allow(unsafe_code)]

use crate::arch;
use crate::arch::kernel::{SystemCall, number};

mod buffer;
pub mod clocks;
pub mod descriptor;
pub mod directories;
pub mod errno;
#[cfg(part = "http")]
pub mod events;
pub mod files;
#[cfg(any(part = "shared_memory", part = "network"))]
pub mod futex;
#[cfg(part = "lockdown")]
pub mod lockdown;
pub mod memory;
#[cfg(part = "network")]
pub mod network;
pub mod paths;
pub mod poll;
pub mod process;
pub mod random;
pub mod signal;
pub mod sockets;
#[cfg(part = "threads")]
pub mod thread;
#[cfg(part = "network")]
mod vdso;

pub use buffer::{Buffer, MOST_BUFFERS};
pub use descriptor::{Fd, OwnedFd};
pub use errno::Errno;

/// Makes a system call; errors become `Err`.
///
/// # Safety
/// As for [`arch::syscall`].
#[inline(always)]
unsafe fn call<const N: usize>(call: SystemCall, arguments: [usize; N]) -> Result<usize, Errno> {
    // SAFETY: passed on to our caller.
    unsafe { call_or_repeat(call, arguments, OnSignal::Return) }
}

/// As [`call`], again after every interruption by a signal: a program has no
/// signal handlers, so `EINTR` would tell it nothing. Source: signal(7),
/// "Interruption of system calls and library functions by signal handlers".
///
/// # Safety
/// As for [`arch::syscall`].
#[inline(always)]
unsafe fn call_uninterrupted<const N: usize>(
    call: SystemCall,
    arguments: [usize; N],
) -> Result<usize, Errno> {
    // SAFETY: passed on to our caller.
    unsafe { call_or_repeat(call, arguments, OnSignal::Repeat) }
}

/// What happens after a call that a signal interrupted.
#[derive(Clone, Copy, PartialEq, Eq)]
enum OnSignal {
    Return,
    Repeat,
}

/// # Safety
/// As for [`arch::syscall`].
#[inline(always)]
unsafe fn call_or_repeat<const N: usize>(
    call: SystemCall,
    arguments: [usize; N],
    on_signal: OnSignal,
) -> Result<usize, Errno> {
    const { assert!(N <= 6) };
    let number = number(call);
    let argument = |index: usize| if index < N { arguments[index] } else { 0 };
    let (first, second, third) = (argument(0), argument(1), argument(2));
    // The number comes last, so that the arguments are in the registers where
    // the kernel expects them.
    // SAFETY: passed on to our caller.
    let result = unsafe {
        match (N <= 3, on_signal) {
            (true, OnSignal::Return) => with_three(first, second, third, number),
            (true, OnSignal::Repeat) => with_three_again(first, second, third, number),
            (false, _) => {
                let (fourth, fifth, sixth) = (argument(3), argument(4), argument(5));
                let marked = number | if on_signal == OnSignal::Repeat { REPEAT } else { 0 };
                with_six(first, second, third, fourth, fifth, sixth, marked)
            }
        }
    };
    decode(result)
}

/// A bit that no system call has in its number.
const REPEAT: usize = 1 << 31;

/// One copy of the instruction for all that have time.
///
/// # Safety
/// As for [`arch::syscall`].
#[inline(never)]
unsafe extern "C" fn with_three(first: usize, second: usize, third: usize, number: usize) -> isize {
    // SAFETY: passed on to our caller.
    unsafe { arch::syscall(number, [first, second, third, 0, 0, 0]) }
}

/// As [`with_three`], until no signal interrupts it.
///
/// # Safety
/// As for [`arch::syscall`].
#[inline(never)]
unsafe extern "C" fn with_three_again(
    first: usize,
    second: usize,
    third: usize,
    number: usize,
) -> isize {
    loop {
        // SAFETY: passed on to our caller.
        let result = unsafe { with_three(first, second, third, number) };
        if result != -(Errno::EINTR.number() as isize) {
            return result;
        }
    }
}

/// As [`with_three`], or [`with_three_again`] where the number is marked.
///
/// # Safety
/// As for [`arch::syscall`].
#[inline(never)]
unsafe extern "C" fn with_six(
    first: usize,
    second: usize,
    third: usize,
    fourth: usize,
    fifth: usize,
    sixth: usize,
    marked: usize,
) -> isize {
    let arguments = [first, second, third, fourth, fifth, sixth];
    loop {
        // SAFETY: passed on to our caller.
        let result = unsafe { arch::syscall(marked & !REPEAT, arguments) };
        if marked & REPEAT == 0 || result != -(Errno::EINTR.number() as isize) {
            return result;
        }
    }
}

/// As [`call_uninterrupted`], in line: for the calls whose cost matters more
/// than the size of a few dozen bytes.
///
/// # Safety
/// As for [`arch::syscall`].
#[inline(always)]
unsafe fn call_fast<const N: usize>(
    call: SystemCall,
    arguments: [usize; N],
) -> Result<usize, Errno> {
    const { assert!(N <= 6) };
    let argument = |index: usize| if index < N { arguments[index] } else { 0 };
    let all = [argument(0), argument(1), argument(2), argument(3), argument(4), argument(5)];
    loop {
        // SAFETY: passed on to our caller.
        match decode(unsafe { arch::syscall(number(call), all) }) {
            Err(Errno::EINTR) => {}
            result => return result,
        }
    }
}

/// The result of a system call, or why it failed. Source: intro(2), "Notes".
#[inline(always)]
fn decode(result: isize) -> Result<usize, Errno> {
    match Errno::from_result(result) {
        Some(errno) => Err(errno),
        None => Ok(result as usize),
    }
}
