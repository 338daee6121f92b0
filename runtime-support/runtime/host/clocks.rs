//! Clocks.

use super::Result;
use crate::sys::Errno;
use crate::sys::clocks;
pub use crate::sys::clocks::Clock;
use crate::sys::paths::Timespec;

pub const NANOSECONDS_PER_SECOND: u64 = 1_000_000_000;

/// What `clock` shows, in nanoseconds.
#[inline(never)]
pub fn time(clock: Clock) -> Result<u64> {
    nanoseconds(clocks::time(clock)?)
}

/// The resolution of `clock`, in nanoseconds.
pub fn resolution(clock: Clock) -> Result<u64> {
    nanoseconds(clocks::resolution(clock)?)
}

#[inline]
fn nanoseconds(time: Timespec) -> Result<u64> {
    u64::try_from(time.seconds)
        .ok()
        .and_then(|seconds| seconds.checked_mul(NANOSECONDS_PER_SECOND))
        .and_then(|seconds| seconds.checked_add(time.nanoseconds as u64))
        .ok_or(Errno::EOVERFLOW)
}

pub fn timespec(nanoseconds: u64) -> Timespec {
    Timespec {
        seconds: (nanoseconds / NANOSECONDS_PER_SECOND) as i64,
        nanoseconds: (nanoseconds % NANOSECONDS_PER_SECOND) as i64,
    }
}

/// Lets others run.
pub fn yield_now() -> Result {
    clocks::yield_now()
}
