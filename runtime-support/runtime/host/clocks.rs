//! Clocks.

use super::{Result, release_held};
use crate::sys::clocks;
pub use crate::sys::clocks::Clock;
use crate::sys::clocks::Timespec;

pub const NANOSECONDS_PER_SECOND: u64 = 1_000_000_000;

/// What `clock` shows, in nanoseconds.
#[inline(never)]
pub fn time(clock: Clock) -> u64 {
    #[cfg(part = "network")]
    if clocks::fast::is_unknown() {
        const AT_SYSINFO_EHDR: usize = 33;
        clocks::fast::prepare(crate::process::auxiliary(AT_SYSINFO_EHDR));
    }
    nanoseconds(clocks::time(clock))
}

/// The resolution of `clock`, in nanoseconds.
pub fn resolution(clock: Clock) -> u64 {
    nanoseconds(clocks::resolution(clock))
}

/// Times before 1970 become 1970; the latest is in the year 2554.
#[inline]
fn nanoseconds(time: Timespec) -> u64 {
    let seconds = time.seconds.max(0) as u64;
    seconds.saturating_mul(NANOSECONDS_PER_SECOND).saturating_add(time.nanoseconds as u64)
}

pub fn timespec(nanoseconds: u64) -> Timespec {
    Timespec {
        seconds: (nanoseconds / NANOSECONDS_PER_SECOND) as i64,
        nanoseconds: (nanoseconds % NANOSECONDS_PER_SECOND) as i64,
    }
}

/// Lets others run.
pub fn yield_now() -> Result {
    release_held();
    clocks::yield_now()
}
