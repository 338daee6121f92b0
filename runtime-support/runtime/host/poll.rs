//! Waiting until a descriptor is ready or a time has come.
//!
//! # Safety
//! The first elements of [`Interests`], as many as it counts, have been written.
#![allow(unsafe_code)]

use core::mem::MaybeUninit;

use super::Result;
use super::clocks::{self, Clock, NANOSECONDS_PER_SECOND};
use super::descriptors::{self, Kind};
use super::rights::Rights;
use crate::sys::poll::{self, Interest};
use crate::sys::{Errno, Fd, files};

/// What a program waits for on a descriptor.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Direction {
    Read,
    Write,
}

impl Direction {
    /// What to ask the kernel for.
    fn requested(self) -> i16 {
        match self {
            Direction::Read => Interest::READABLE | Interest::PEER_HUNG_UP,
            Direction::Write => Interest::WRITABLE,
        }
    }

    /// What of the kernel's answer is about it.
    fn happened(self, interest: &Interest) -> i16 {
        const ALWAYS: i16 = Interest::ERROR | Interest::HUNG_UP | Interest::NOT_OPEN;
        interest.happened() & (self.requested() | ALWAYS)
    }

    fn rights(self) -> Rights {
        let right = match self {
            Direction::Read => Rights::FD_READ,
            Direction::Write => Rights::FD_WRITE,
        };
        right.union(Rights::POLL_FD_READWRITE)
    }
}

/// A direction of a descriptor that the program has open.
#[derive(Clone, Copy)]
pub struct Wanted {
    host: Fd,
    kind: Kind,
    direction: Direction,
}

impl Wanted {
    pub fn new(number: u32, direction: Direction) -> Result<Wanted> {
        let descriptor = descriptors::with_rights(number, direction.rights())?;
        Ok(Wanted { host: descriptor.host, kind: descriptor.kind, direction })
    }
}

/// A descriptor that is ready.
#[derive(Clone, Copy, Debug)]
pub struct Ready {
    /// How many bytes can be read or written at least.
    pub bytes: u64,
    /// The other end is gone.
    pub hung_up: bool,
}

/// A place for an interest.
pub type Space = MaybeUninit<Interest>;

/// What to ask the kernel about descriptors. The two directions of one descriptor
/// are one interest where they follow each other, as they usually do.
pub struct Interests<'a> {
    space: &'a mut [Space],
    count: usize,
    /// How many directions of descriptors were added.
    wanted: usize,
    /// They are in the order of the kernel's descriptors, none twice.
    #[cfg(part = "network")]
    is_sorted: bool,
}

fn is_socket(kind: Kind) -> bool {
    matches!(kind, Kind::Listener | Kind::Stream | Kind::Datagram)
}

/// A way through the interests, in the order in which they were added.
#[derive(Default)]
pub struct Cursor {
    /// The number of the next interest.
    next: usize,
    latest: Option<Fd>,
}

impl<'a> Interests<'a> {
    pub fn new(space: &'a mut [Space]) -> Interests<'a> {
        Interests {
            space,
            count: 0,
            wanted: 0,
            #[cfg(part = "network")]
            is_sorted: false,
        }
    }

    pub fn add(&mut self, wanted: Wanted) -> Result {
        self.wanted += 1;
        let requested = wanted.direction.requested();
        if let Some(latest) = self.all().last_mut()
            && latest.fd() == wanted.host
        {
            latest.add(requested);
            return Ok(());
        }
        // poll(2), "Errors", `EINVAL`: the kernel has such a limit, too.
        let place = self.space.get_mut(self.count).ok_or(Errno::EINVAL)?;
        place.write(Interest::new(wanted.host, requested));
        self.count += 1;
        Ok(())
    }

    fn all(&mut self) -> &mut [Interest] {
        // SAFETY: see the module.
        unsafe { self.space.get_mut(..self.count).unwrap_or_default().assume_init_mut() }
    }

    /// What has happened, if anything has. To be called in the order in which they
    /// were added.
    #[cfg_attr(part = "network", inline(never))]
    pub fn readiness(&mut self, wanted: &Wanted, cursor: &mut Cursor) -> Option<Result<Ready>> {
        if cursor.latest != Some(wanted.host) {
            cursor.latest = Some(wanted.host);
            cursor.next += 1;
        }
        let is_alone = self.wanted == 1;
        let interest = self.found(wanted, cursor)?;
        let happened = wanted.direction.happened(interest);
        if happened == 0 {
            return None;
        }
        if happened & Interest::NOT_OPEN != 0 {
            return Some(Err(Errno::EBADF));
        }
        let gone = Interest::HUNG_UP | Interest::PEER_HUNG_UP | Interest::ERROR;
        let hung_up = happened & gone != 0;
        let is_counted = match wanted.direction {
            // Counting is a system call, and who waits for many sockets reads until
            // there is no more.
            Direction::Read => is_alone || hung_up || !is_socket(wanted.kind),
            Direction::Write => false,
        };
        // Where the kernel cannot count, there is at least one: a connection to
        // accept, or a device without an end.
        let counted = if is_counted { files::readable_bytes(wanted.host) } else { Ok(1) };
        Some(Ok(Ready { bytes: counted.map_or(1, u64::from), hung_up }))
    }

    fn found(&mut self, _wanted: &Wanted, cursor: &Cursor) -> Option<&Interest> {
        #[cfg(part = "network")]
        if self.is_sorted {
            let host = _wanted.host.0;
            let place = self.all().binary_search_by_key(&host, |interest| interest.fd().0);
            return self.all().get(place.ok()?);
        }
        self.all().get(cursor.next.wrapping_sub(1))
    }

    /// Waits until an interest has happened or a deadline has passed. `at_once`
    /// only looks.
    pub fn wait(&mut self, deadlines: &Deadlines, at_once: bool) -> Result {
        #[cfg(part = "network")]
        super::network::held::release();
        loop {
            let remaining = if at_once { Some(0) } else { deadlines.remaining() };
            let slice = match deadlines.realtime {
                Some(_) => remaining.map(|time| time.min(REALTIME_SLICE)),
                None => remaining,
            };
            match poll::poll(self.all(), slice.map(clocks::timespec)) {
                Ok(0) if remaining != Some(0) => {}
                Ok(_) => return Ok(()),
                Err(Errno::EINTR) => {}
                #[cfg(part = "network")]
                Err(Errno::EINVAL) if !self.is_sorted => self.sort(),
                Err(errno) => return Err(errno),
            }
        }
    }

    /// Leaves one interest for each descriptor: the kernel takes no more than the
    /// process may have open. Source: poll(2), "Errors", `EINVAL`.
    #[cfg(part = "network")]
    #[cold]
    fn sort(&mut self) {
        self.is_sorted = true;
        let interests = self.all();
        interests.sort_unstable_by_key(|interest| interest.fd().0);
        let mut kept = 0;
        for index in 0..interests.len() {
            let interest = interests[index];
            match interests.get_mut(..kept).and_then(|kept| kept.last_mut()) {
                Some(latest) if latest.fd() == interest.fd() => latest.add(interest.requested()),
                _ => {
                    interests[kept] = interest;
                    kept += 1;
                }
            }
        }
        self.count = kept;
    }
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

    /// What the clocks show: the monotonic one, then the realtime clock; 0 for one
    /// on which nobody waits.
    #[inline]
    pub fn now(&self) -> [u64; 2] {
        let time = |deadline: Option<u64>, clock| {
            if deadline.is_none() { 0 } else { clocks::time(clock) }
        };
        [time(self.monotonic, Clock::Monotonic), time(self.realtime, Clock::Realtime)]
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
