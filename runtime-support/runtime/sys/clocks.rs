//! Clocks and sleeping.

use super::{Errno, call, call_fast};
use crate::arch::kernel::SystemCall;

/// A time stamp as the kernel has it. Source: timespec(3type).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[repr(C)]
pub struct Timespec {
    pub seconds: i64,
    pub nanoseconds: i64,
}

impl Timespec {
    /// utimensat(2): the time stamp becomes the current time.
    pub const NOW: Timespec = Timespec { seconds: 0, nanoseconds: (1 << 30) - 1 };
    /// utimensat(2): the time stamp stays.
    pub const OMIT: Timespec = Timespec { seconds: 0, nanoseconds: (1 << 30) - 2 };
}

/// A clock of the kernel. Source: clock_gettime(2).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u32)]
pub enum Clock {
    Realtime = 0,
    Monotonic = 1,
    ProcessCpuTime = 2,
    ThreadCpuTime = 3,
}

/// clock_gettime(2), which cannot fail for a clock that exists.
#[inline]
pub fn time(clock: Clock) -> Timespec {
    let mut time = Timespec::default();
    // SAFETY: the kernel writes a `struct timespec`.
    let _ = unsafe {
        call_fast(SystemCall::CLOCK_GETTIME, [clock as usize, &raw mut time as usize, 0])
    };
    time
}

/// clock_getres(2), which cannot fail either.
pub fn resolution(clock: Clock) -> Timespec {
    let mut time = Timespec::default();
    // SAFETY: the kernel writes a `struct timespec`.
    let _ = unsafe { call(SystemCall::CLOCK_GETRES, [clock as usize, &raw mut time as usize]) };
    time
}

/// sched_yield(2).
pub fn yield_now() -> Result<(), Errno> {
    // SAFETY: touches no memory.
    unsafe { call(SystemCall::SCHED_YIELD, []) }.map(drop)
}
