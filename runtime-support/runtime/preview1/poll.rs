//! Waiting.

use core::cell::Cell;

use super::types;
use super::{Errno, Result, errno};
use crate::guest::{Guest, Records};
use crate::host::clocks::{self, Clock};
use crate::host::poll::{Cursor, Deadlines, Direction, Glance, Interests, Ready, Space};

/// How subscriptions lie in memory.
#[derive(Clone, Copy)]
pub struct Layout {
    /// Of one, in bytes.
    pub size: u32,
    /// Where the time that it is for is described, from its start.
    pub clock: u32,
}

/// Preview1, `$subscription`.
const PREVIEW1: Layout = Layout { size: 48, clock: 16 };

/// Preview1, `$event`.
const EVENT_SIZE: u32 = 32;

/// Preview1, `$eventtype`.
const CLOCK: u8 = 0;
const FD_READ: u8 = 1;
const FD_WRITE: u8 = 2;

/// Preview1, `poll_oneoff`: stores an event for each subscription that is
/// ready, after at least one is. What is wrong with a subscription is said in
/// its event.
///
/// Subscriptions are read twice, before and after waiting. What a program
/// changes meanwhile only confuses itself: nothing that was checked the first
/// time is relied on the second time.
pub fn poll_oneoff(
    guest: Guest,
    subscriptions: u32,
    events: u32,
    nsubscriptions: u32,
    nevents: u32,
) -> Result {
    poll_with_layout(guest, subscriptions, events, nsubscriptions, nevents, PREVIEW1)
}

/// As [`poll_oneoff`], with subscriptions of another layout.
pub fn poll_with_layout(
    guest: Guest,
    subscriptions: u32,
    events: u32,
    nsubscriptions: u32,
    nevents: u32,
    layout: Layout,
) -> Result {
    if nsubscriptions == 0 {
        return Err(Errno::EINVAL);
    }
    let slot = guest.slot(nevents)?;
    let call = Call {
        subscriptions: guest.records(subscriptions, nsubscriptions, layout.size)?,
        events: guest.records(events, nsubscriptions, EVENT_SIZE)?,
        count: nsubscriptions,
        clock: layout.clock,
        start: Start::default(),
    };
    slot.store(types::size(call.wait_with_room()? as usize));
    Ok(())
}

/// The arrays that a call works on.
struct Call {
    subscriptions: Records,
    events: Records,
    /// How many there are.
    count: u32,
    /// As in [`Layout`].
    clock: u32,
    start: Start,
}

/// Waits with room for so many interests on the stack.
#[cfg_attr(part = "network", inline(never))]
fn wait_with<const N: usize>(call: &Call) -> Result<u32> {
    let mut space = [const { Space::uninit() }; N];
    call.wait(&mut space)
}

impl Call {
    /// Waits; how many events were stored. Both directions of all descriptors that
    /// there can be have room, but only who wants many needs much of the stack.
    #[cfg(part = "network")]
    fn wait_with_room(&self) -> Result<u32> {
        match self.count {
            0..=32 => wait_with::<32>(self),
            33..=1024 => wait_with::<1024>(self),
            1025..=16_384 => wait_with::<16_384>(self),
            _ => wait_with::<131_072>(self),
        }
    }

    /// As above, for programs that have files and pipes alone.
    #[cfg(not(part = "network"))]
    fn wait_with_room(&self) -> Result<u32> {
        wait_with::<4096>(self)
    }

    #[cfg_attr(part = "network", inline(never))]
    fn wait(&self, space: &mut [Space]) -> Result<u32> {
        let mut interests = Interests::new(space);
        let mut deadlines = Deadlines::default();
        let mut cursor = Cursor::default();
        let mut at_once = false;
        for index in 0..self.count {
            if let Some((fd, direction)) = self.wanted_descriptor(index) {
                at_once |= !interests.add(fd, direction, &mut cursor)?;
                continue;
            }
            match self.wanted_time(index) {
                Ok((clock, time)) => deadlines.add(clock, time),
                Err(_) => at_once = true,
            }
        }

        interests.wait(&deadlines, at_once)?;

        let now = deadlines.now();
        let mut cursor = Cursor::default();
        let mut stored = 0;
        for index in 0..self.count {
            let happened = match self.wanted_descriptor(index) {
                Some((fd, direction)) => match interests.glance(fd, direction, &mut cursor) {
                    Glance::Quiet => None,
                    Glance::Writable => Some(Ok(Ready::WRITABLE)),
                    Glance::Unclear => interests.readiness(fd, direction, &cursor),
                },
                None => self.passed(index, now),
            };
            if let Some(happened) = happened {
                self.store_event(stored, index, happened);
                stored += 1;
            }
        }
        Ok(stored)
    }

    /// The descriptor that a subscription is for.
    #[inline(always)]
    fn wanted_descriptor(&self, index: u32) -> Option<(u32, Direction)> {
        let direction = match self.subscriptions.load::<1>(index, 8) {
            [FD_READ] => Direction::Read,
            [FD_WRITE] => Direction::Write,
            _ => return None,
        };
        Some((u32::from_le_bytes(self.subscriptions.load(index, 16)), direction))
    }

    /// What to say of a subscription for a time. `now` is what the monotonic and the
    /// realtime clock show.
    #[inline(never)]
    fn passed(&self, index: u32, [monotonic, real]: [u64; 2]) -> Option<Result<Ready>> {
        match self.wanted_time(index) {
            Ok((clock, time)) => {
                let now = if clock == Clock::Realtime { real } else { monotonic };
                (time <= now).then_some(Ok(Ready { bytes: 0, hung_up: false }))
            }
            Err(errno) => Some(Err(errno)),
        }
    }

    /// The time that a subscription is for, on a clock that does or does not jump.
    #[inline(never)]
    fn wanted_time(&self, index: u32) -> Result<(Clock, u64)> {
        // Preview1, `$subclockflags`.
        const ABSTIME: u16 = 1;
        let subscriptions = self.subscriptions;
        if subscriptions.load(index, 8) != [CLOCK] {
            return Err(Errno::EINVAL);
        }
        let clock = types::clock(u32::from_le_bytes(subscriptions.load(index, self.clock)))?;
        let timeout = u64::from_le_bytes(subscriptions.load(index, self.clock + 8));
        match (clock, u16::from_le_bytes(subscriptions.load(index, self.clock + 24))) {
            // Nobody can sleep until time is used up.
            (Clock::ProcessCpuTime | Clock::ThreadCpuTime, _) => Err(Errno::EINVAL),
            (_, 0) => Ok((Clock::Monotonic, self.start.time().saturating_add(timeout))),
            (_, ABSTIME) => Ok((clock, timeout)),
            _ => Err(Errno::EINVAL),
        }
    }

    /// Preview1, `$event`, of a subscription.
    fn store_event(&self, place: u32, index: u32, happened: Result<Ready>) {
        let (errno, ready) = match happened {
            Ok(ready) => (0, ready),
            Err(errno) => (errno::number(errno), Ready { bytes: 0, hung_up: false }),
        };
        let [event_type] = self.subscriptions.load::<1>(index, 8);
        let error_and_type = u64::from(errno) | u64::from(event_type) << 16;
        self.events.store::<8>(place, 0, self.subscriptions.load::<8>(index, 0));
        self.events.store::<8>(place, 8, error_and_type.to_le_bytes());
        self.events.store::<8>(place, 16, ready.bytes.to_le_bytes());
        // Preview1, `$eventrwflags`, `fd_readwrite_hangup`.
        self.events.store::<8>(place, 24, u64::from(ready.hung_up).to_le_bytes());
    }
}

/// The time that relative times count from: when the first one is met.
#[derive(Default)]
struct Start(Cell<u64>);

impl Start {
    fn time(&self) -> u64 {
        if self.0.get() == 0 {
            self.0.set(clocks::time(Clock::Monotonic));
        }
        self.0.get()
    }
}
