//! Waiting until a descriptor is ready or a time has come.
//!
//! # Safety
//! The first elements of [`Interests`], as many as it counts, have been written.
#![allow(unsafe_code)]

use core::mem::MaybeUninit;

use super::clocks::{self, Clock, NANOSECONDS_PER_SECOND};
use super::descriptors::{self, Kind};
#[cfg(part = "components")]
use super::network::unsent::wait as wait_once;
use super::rights::Rights;
use super::status::Attributes;
use super::{Result, embedded, release_held, required};
use crate::sys::files::{self, Whence};
use crate::sys::poll::Interest;
#[cfg(not(part = "components"))]
use crate::sys::poll::poll as wait_once;
use crate::sys::{Errno, Fd};

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
        match self {
            Direction::Read => required::POLL_READ,
            Direction::Write => required::POLL_WRITE,
        }
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

/// What is not open has happened at once; what is in the executable always has.
const NOT_OPEN: Fd = Fd(i32::MAX);

/// A place for an interest.
pub type Space = MaybeUninit<Interest>;

/// What to ask the kernel about descriptors. The two directions of one descriptor
/// are one interest where they follow each other, as they usually do.
pub struct Interests<'a> {
    space: &'a mut [Space],
    count: usize,
    /// There is one for each of the kernel's descriptors.
    is_merged: bool,
}

/// What is seen at first sight.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Glance {
    /// Nothing has happened.
    Quiet,
    /// There is room to write, and that is all.
    Writable,
    /// [`Interests::readiness`] knows more.
    Unclear,
}

impl Ready {
    /// There is room to write.
    pub const WRITABLE: Ready = Ready { bytes: 1, hung_up: false };
}

/// A way through the interests, in the order in which they were added.
pub struct Cursor {
    /// How many interests there are up to the latest descriptor.
    count: usize,
    /// [`Cursor::NOWHERE`] at first.
    latest: u64,
}

impl Default for Cursor {
    #[inline(always)]
    fn default() -> Cursor {
        Cursor { count: 0, latest: Cursor::NOWHERE }
    }
}

impl Cursor {
    /// Beyond the numbers of all descriptors.
    const NOWHERE: u64 = u64::MAX;

    /// Goes on to descriptor `number`. Whether that is another than the latest.
    #[inline(always)]
    fn goes_to(&mut self, number: u32) -> bool {
        let is_other = self.latest != u64::from(number);
        self.latest = u64::from(number);
        self.count += usize::from(is_other);
        is_other
    }
}

impl<'a> Interests<'a> {
    pub fn new(space: &'a mut [Space]) -> Interests<'a> {
        Interests { space, count: 0, is_merged: false }
    }

    /// Adds a direction of descriptor `number`. False where that cannot be waited
    /// for: then [`Interests::readiness`] says why.
    #[inline(always)]
    pub fn add(&mut self, number: u32, direction: Direction, cursor: &mut Cursor) -> Result<bool> {
        let host = descriptors::host_and_kind(number, direction.rights());
        let requested = if host.is_ok() { direction.requested() } else { 0 };
        // The kernel passes over what is no descriptor.
        let fd = host.map_or(Fd(-1), |(host, kind)| match kind {
            Kind::Embedded => NOT_OPEN,
            _ => host,
        });
        if cursor.goes_to(number) {
            // poll(2), "Errors", `EINVAL`: the kernel has such a limit, too.
            let place = self.space.get_mut(self.count).ok_or(Errno::EINVAL)?;
            place.write(Interest::new(fd, requested));
            self.count += 1;
        } else if let Some(latest) = self.all().last_mut() {
            // The other direction may have been refused.
            if latest.requested() == 0 {
                latest.turn_to(fd);
            }
            latest.add(requested);
        }
        Ok(host.is_ok())
    }

    #[inline(always)]
    fn all(&mut self) -> &mut [Interest] {
        // SAFETY: see the module.
        unsafe { self.space.get_mut(..self.count).unwrap_or_default().assume_init_mut() }
    }

    /// What is seen of a direction of descriptor `number` at first sight. To be
    /// called in the order in which they were added.
    #[inline(always)]
    pub fn glance(&mut self, number: u32, direction: Direction, cursor: &mut Cursor) -> Glance {
        cursor.goes_to(number);
        if self.is_merged {
            return Glance::Unclear;
        }
        let count = cursor.count;
        let Some(interest) = self.all().get(count.wrapping_sub(1)) else { return Glance::Unclear };
        if interest.requested() & direction.requested() == 0 {
            return Glance::Unclear;
        }
        match (direction, direction.happened(interest)) {
            (_, 0) => Glance::Quiet,
            (Direction::Write, Interest::WRITABLE) => {
                #[cfg(part = "network")]
                super::network::held::note_room(number);
                Glance::Writable
            }
            _ => Glance::Unclear,
        }
    }

    /// What has happened, if anything has, where that was unclear.
    #[inline(never)]
    pub fn readiness(
        &mut self,
        number: u32,
        direction: Direction,
        cursor: &Cursor,
    ) -> Option<Result<Ready>> {
        let (host, kind) = match descriptors::host_and_kind(number, direction.rights()) {
            Ok(found) => found,
            Err(errno) => return Some(Err(errno)),
        };
        if kind == Kind::Embedded {
            let descriptor = descriptors::get(number).ok()?;
            return embedded::readiness(&descriptor).map(Ok);
        }
        let is_alone = self.count == 1;
        let interest = self.found(host, cursor)?;
        let is_alone = is_alone && interest.requested() == direction.requested();
        let happened = direction.happened(interest);
        if happened == 0 {
            return None;
        }
        if happened & Interest::NOT_OPEN != 0 {
            return Some(Err(Errno::EBADF));
        }
        let gone = Interest::HUNG_UP | Interest::PEER_HUNG_UP | Interest::ERROR;
        let hung_up = happened & gone != 0;
        let is_socket = matches!(kind, Kind::Listener | Kind::Stream | Kind::Datagram);
        let bytes = match direction {
            // Counting is a system call, and who waits for many sockets reads until
            // there is no more.
            Direction::Read if is_alone || hung_up || !is_socket => {
                // Where the kernel cannot count, there is at least one: a connection
                // to accept, or a device without an end.
                match files::readable_bytes(host) {
                    Ok(0) => u64::from(is_before_end(host)),
                    Ok(count) => u64::from(count),
                    Err(_) => 1,
                }
            }
            _ => 1,
        };
        Some(Ok(Ready { bytes, hung_up }))
    }

    fn found(&mut self, host: Fd, cursor: &Cursor) -> Option<&Interest> {
        let merged = self.is_merged;
        let all = self.all();
        let place = if merged { place_of(host, all)? } else { cursor.count.wrapping_sub(1) };
        all.get(place)
    }

    /// Waits until an interest has happened or a deadline has passed. `at_once`
    /// only looks.
    pub fn wait(&mut self, deadlines: &Deadlines, at_once: bool) -> Result {
        release_held();
        loop {
            let remaining = if at_once { Some(0) } else { deadlines.remaining() };
            let slice = match deadlines.realtime {
                Some(_) => remaining.map(|time| time.min(REALTIME_SLICE)),
                None => remaining,
            };
            match wait_once(self.all(), slice.map(clocks::timespec)) {
                Ok(0) if remaining != Some(0) => {}
                Ok(_) => return Ok(()),
                Err(Errno::EINTR) => {}
                Err(Errno::EINVAL) if !self.is_merged => self.merge(),
                Err(errno) => return Err(errno),
            }
        }
    }

    /// Leaves one interest for each descriptor: the kernel takes no more than the
    /// process may have open. Source: poll(2), "Errors", `EINVAL`.
    #[cold]
    fn merge(&mut self) {
        self.is_merged = true;
        let interests = self.all();
        #[cfg(part = "network")]
        interests.sort_unstable_by_key(|interest| interest.fd().0);
        let mut kept = 0;
        for index in 0..interests.len() {
            let interest = interests[index];
            let (merged, rest) = interests.split_at_mut(kept);
            match place_of(interest.fd(), merged).and_then(|place| merged.get_mut(place)) {
                Some(same) => same.add(interest.requested()),
                None => {
                    rest[0] = interest;
                    kept += 1;
                }
            }
        }
        self.count = kept;
    }
}

/// Where among merged interests that of a descriptor is. Programs with sockets can have
/// very many, so that they are sorted.
fn place_of(host: Fd, merged: &[Interest]) -> Option<usize> {
    #[cfg(part = "network")]
    return merged.binary_search_by_key(&host.0, |interest| interest.fd().0).ok();
    #[cfg(not(part = "network"))]
    merged.iter().position(|interest| interest.fd() == host)
}

/// Whether there is more of a file: the kernel counts what is left in 32 bits.
#[cold]
fn is_before_end(host: Fd) -> bool {
    match (files::seek(host, 0, Whence::Current), Attributes::of(host)) {
        (Ok(position), Ok(attributes)) => position < attributes.size,
        _ => false,
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
