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
    /// As the monotonic clock, in steps of a few milliseconds, and read faster.
    #[cfg(part = "network")]
    MonotonicCoarse = 6,
}

/// clock_gettime(2), which cannot fail for a clock that exists.
#[inline]
pub fn time(clock: Clock) -> Timespec {
    let mut time = Timespec::default();
    #[cfg(part = "network")]
    if fast::read(clock, &mut time) {
        return time;
    }
    // SAFETY: the kernel writes a `struct timespec`.
    let _ = unsafe {
        call_fast(SystemCall::CLOCK_GETTIME, [clock as usize, &raw mut time as usize, 0])
    };
    time
}

/// Reading clocks without a system call: servers do it for every request.
#[cfg(part = "network")]
pub mod fast {
    use core::sync::atomic::{AtomicUsize, Ordering::Relaxed};

    use super::{Clock, Timespec};
    use crate::arch::kernel;
    use crate::sys::vdso;

    type Function = unsafe extern "C" fn(i32, *mut Timespec) -> i32;

    /// The address of the kernel's function, or one of these.
    static FUNCTION: AtomicUsize = AtomicUsize::new(UNKNOWN);
    const UNKNOWN: usize = 0;
    const NONE: usize = 1;

    /// Whether [`prepare`] is still to be called.
    #[inline]
    pub fn is_unknown() -> bool {
        FUNCTION.load(Relaxed) == UNKNOWN
    }

    /// Looks for the function. `base` is what the kernel says of its functions'
    /// place, getauxval(3), `AT_SYSINFO_EHDR`.
    #[cold]
    pub fn prepare(base: Option<usize>) {
        // SAFETY: by what `base` is.
        let found = base.and_then(|base| unsafe { vdso::find(base, kernel::VDSO_CLOCK_GETTIME) });
        FUNCTION.store(found.unwrap_or(NONE), Relaxed);
    }

    /// False where a system call is needed.
    #[inline]
    pub(super) fn read(clock: Clock, time: &mut Timespec) -> bool {
        match FUNCTION.load(Relaxed) {
            UNKNOWN | NONE => false,
            address => {
                // SAFETY: `prepare` found a function of this name there.
                let function = unsafe { core::mem::transmute::<usize, Function>(address) };
                // SAFETY: it writes a `struct timespec`.
                unsafe { function(clock as i32, time) == 0 }
            }
        }
    }
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
