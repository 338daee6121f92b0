//! What becomes of a wait when somebody sets the clock.

use std::cell::Cell;
use std::rc::Rc;
use std::time::{Duration, Instant};

use crate::Finding;
use crate::arch::{Injected, number};
use crate::host::clocks::{self, Clock};
use crate::host::poll::{Deadlines, Interests};

/// Which clock is waited for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Waiting {
    Realtime,
    Monotonic,
}

/// Waits for `nanoseconds` more on a clock while, after the first look at it, the
/// realtime clock is set forward by `jump`. Returns how long that took.
///
/// # Errors
/// The wait failed.
pub fn wait(waiting: Waiting, nanoseconds: u64, jump: i64) -> Result<Duration, Finding> {
    const REALTIME: usize = 0;
    let offset = Rc::new(Cell::new(0));
    let shared = Rc::clone(&offset);
    let _injected = Injected::new(move |number, arguments| {
        if number != number::CLOCK_GETTIME || arguments[0] != REALTIME {
            return None;
        }
        let now = std::time::SystemTime::UNIX_EPOCH.elapsed().expect("it is after 1970");
        let time = [now.as_secs() as i64 + shared.get(), now.subsec_nanos().into()];
        // SAFETY: the runtime passes a `struct timespec`, which has this layout.
        unsafe { std::ptr::with_exposed_provenance_mut::<[i64; 2]>(arguments[1]).write(time) };
        Some(0)
    });
    let clock = match waiting {
        Waiting::Realtime => Clock::Realtime,
        Waiting::Monotonic => Clock::Monotonic,
    };
    let mut deadlines = Deadlines::default();
    deadlines.add(clock, clocks::time(clock) + nanoseconds);
    offset.set(jump);
    let start = Instant::now();
    Interests::new(&mut []).wait(&deadlines, false).map_err(|errno| format!("{errno:?}"))?;
    Ok(start.elapsed())
}
