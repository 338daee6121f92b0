//! The runtime's system calls on clocks and futexes.

#[allow(dead_code)]
#[path = "../../runtime/sys/clocks.rs"]
pub mod clocks;
#[allow(dead_code)]
#[path = "../../runtime/sys/errno.rs"]
mod errno;
#[path = "../../runtime/sys/futex.rs"]
pub mod futex;
#[allow(dead_code)]
#[path = "../../runtime/sys/vdso.rs"]
mod vdso;

use crate::arch::kernel::{SystemCall, number};
use errno::Errno;

/// # Safety
/// As for `syscall`.
unsafe fn call<const N: usize>(call: SystemCall, arguments: [usize; N]) -> Result<usize, Errno> {
    let mut all = [0; 6];
    all[..N].copy_from_slice(&arguments);
    // SAFETY: passed on to our caller.
    let result = unsafe { crate::arch::syscall(number(call), all) };
    Errno::from_result(result).map_or(Ok(result as usize), Err)
}

/// # Safety
/// As for `syscall`.
unsafe fn call_fast(call: SystemCall, arguments: [usize; 3]) -> Result<usize, Errno> {
    // SAFETY: passed on to our caller.
    unsafe { self::call(call, arguments) }
}
