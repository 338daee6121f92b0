//! Waiting until a descriptor is ready or a time has come.

use super::clocks::{self, Clock, NANOSECONDS_PER_SECOND};
use super::{Result, descriptors, embedded, required};
use crate::sys::Errno;
use crate::sys::files;
use crate::sys::poll::{self, Interest};

/// What a program waits for on a descriptor.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Direction {
    Read,
    Write,
}

/// A descriptor that is ready.
#[derive(Clone, Copy, Debug)]
pub struct Ready {
    /// How many bytes can be read or written at least.
    pub bytes: u64,
    /// The other end is gone.
    pub hung_up: bool,
}

/// What to ask the kernel about descriptor `number`.
pub fn interest(number: u32, direction: Direction) -> Result<Interest> {
    let needed = match direction {
        Direction::Read => required::POLL_READ,
        Direction::Write => required::POLL_WRITE,
    };
    let descriptor = descriptors::with_rights(number, needed)?;
    let requested = match direction {
        Direction::Read => Interest::READABLE | Interest::PEER_HUNG_UP,
        Direction::Write => Interest::WRITABLE,
    };
    if let Some(interest) = embedded::interest(&descriptor, requested) {
        return Ok(interest);
    }
    Ok(Interest::new(descriptor.host, requested))
}

/// What has happened to the interest in descriptor `number`, if anything has.
pub fn readiness(number: u32, direction: Direction, interest: &Interest) -> Option<Result<Ready>> {
    let happened = interest.happened();
    if happened == 0 {
        return None;
    }
    let descriptor = match descriptors::get(number) {
        Ok(descriptor) => descriptor,
        Err(error) => return Some(Err(error)),
    };
    if let Some(ready) = embedded::readiness(&descriptor) {
        return Some(Ok(ready));
    }
    if happened & Interest::NOT_OPEN != 0 {
        return Some(Err(Errno::EBADF));
    }
    let host = descriptor.host;
    let bytes = match direction {
        // Where the kernel cannot count, there is at least one: a connection to
        // accept, or a device without an end.
        Direction::Read => files::readable_bytes(host).map_or(1, u64::from),
        Direction::Write => 1,
    };
    let gone = Interest::HUNG_UP | Interest::PEER_HUNG_UP | Interest::ERROR;
    Some(Ok(Ready { bytes, hung_up: happened & gone != 0 }))
}

/// When waiting ends at the latest, on clocks of the kernel.
#[derive(Clone, Copy, Debug, Default)]
pub struct Deadlines {
    /// In nanoseconds. This clock never jumps.
    pub monotonic: Option<u64>,
    /// In nanoseconds. This clock may be set while we wait.
    pub realtime: Option<u64>,
}

/// How long to sleep at most while the realtime clock may be set.
const REALTIME_SLICE: u64 = NANOSECONDS_PER_SECOND;

impl Deadlines {
    pub fn add(&mut self, clock: Clock, time: u64) {
        let deadline = match clock {
            Clock::Realtime => &mut self.realtime,
            _ => &mut self.monotonic,
        };
        *deadline = Some(deadline.map_or(time, |earlier| earlier.min(time)));
    }

    /// How long until the first one, in nanoseconds. `None` where there is none.
    fn remaining(&self) -> Option<u64> {
        let mut remaining = None;
        if let Some(deadline) = self.monotonic {
            remaining = Some(deadline.saturating_sub(clocks::time(Clock::Monotonic)));
        }
        if let Some(deadline) = self.realtime {
            let until = deadline.saturating_sub(clocks::time(Clock::Realtime));
            remaining = Some(remaining.map_or(until, |other| other.min(until)));
        }
        remaining
    }
}

/// Waits until an interest has happened or a deadline has passed. `at_once`
/// only looks.
pub fn wait(interests: &mut [Interest], deadlines: &Deadlines, at_once: bool) -> Result {
    loop {
        let remaining = if at_once { Some(0) } else { deadlines.remaining() };
        let slice = match deadlines.realtime {
            Some(_) => remaining.map(|time| time.min(REALTIME_SLICE)),
            None => remaining,
        };
        match poll::poll(interests, slice.map(clocks::timespec)) {
            Ok(0) if remaining != Some(0) => {}
            Ok(_) => return Ok(()),
            Err(Errno::EINTR) => {}
            Err(errno) => return Err(errno),
        }
    }
}
