//! Waiting.

use core::cell::Cell;

use super::types;
use super::{Errno, Result, errno};
use crate::guest::{Guest, Records, Slot};
use crate::host::clocks::{self, Clock};
use crate::host::poll::{Cursor, Deadlines, Direction, Glance, Interests, Ready, Space};

/// Preview1, `$subscription`, in bytes.
const SUBSCRIPTION_SIZE: usize = 48;

/// Preview1, `$event`, in bytes.
const EVENT_SIZE: usize = 32;

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
    poll::<SUBSCRIPTION_SIZE>(guest, subscriptions, events, nsubscriptions, nevents)
}

/// As [`poll_oneoff`], with subscriptions of so many bytes.
pub fn poll<const SIZE: usize>(
    guest: Guest,
    subscriptions: u32,
    events: u32,
    nsubscriptions: u32,
    nevents: u32,
) -> Result {
    if nsubscriptions == 0 {
        return Err(Errno::EINVAL);
    }
    let slot = guest.slot(nevents)?;
    let call = Call::<SIZE> {
        subscriptions: guest.records(subscriptions, nsubscriptions)?,
        events: guest.records(events, nsubscriptions)?,
        count: nsubscriptions,
    };
    slot.store(types::size(call.wait_with_room()? as usize));
    Ok(())
}

/// The arrays that a call works on.
struct Call<const SIZE: usize> {
    subscriptions: Records<SIZE>,
    events: Records<EVENT_SIZE>,
    /// How many there are.
    count: u32,
}

/// Waits with room for so many interests on the stack.
#[cfg_attr(part = "network", inline(never))]
fn wait_with<const N: usize, const SIZE: usize>(call: &Call<SIZE>) -> Result<u32> {
    let mut space = [const { Space::uninit() }; N];
    call.wait(&mut space)
}

impl<const SIZE: usize> Call<SIZE> {
    /// Waits; how many events were stored. Both directions of all descriptors that
    /// there can be have room, but only who wants many needs much of the stack.
    #[cfg(part = "network")]
    fn wait_with_room(&self) -> Result<u32> {
        match self.count {
            0..=32 => wait_with::<32, SIZE>(self),
            33..=1024 => wait_with::<1024, SIZE>(self),
            1025..=16_384 => wait_with::<16_384, SIZE>(self),
            _ => wait_with::<131_072, SIZE>(self),
        }
    }

    /// As above, for programs that have files and pipes alone.
    #[cfg(not(part = "network"))]
    fn wait_with_room(&self) -> Result<u32> {
        wait_with::<4096, SIZE>(self)
    }

    #[cfg_attr(part = "network", inline(never))]
    fn wait(&self, space: &mut [Space]) -> Result<u32> {
        let start = Start::default();
        let mut interests = Interests::new(space);
        let mut deadlines = Deadlines::default();
        let mut cursor = Cursor::default();
        let mut at_once = false;
        for subscription in self.subscriptions.all().map(Subscription) {
            if let Some((fd, direction)) = subscription.descriptor() {
                at_once |= !interests.add(fd, direction, &mut cursor)?;
                continue;
            }
            match subscription.time(&start) {
                Ok((clock, time)) => deadlines.add(clock, time),
                Err(_) => at_once = true,
            }
        }

        interests.wait(&deadlines, at_once)?;

        let now = deadlines.now();
        let mut cursor = Cursor::default();
        let mut stored = 0;
        for subscription in self.subscriptions.all().map(Subscription) {
            let happened = match subscription.descriptor() {
                Some((fd, direction)) => match interests.glance(fd, direction, &mut cursor) {
                    Glance::Quiet => None,
                    Glance::Writable => Some(Ok(Ready::WRITABLE)),
                    Glance::Unclear => interests.readiness(fd, direction, &cursor),
                },
                None => subscription.passed(&start, now),
            };
            if let Some(happened) = happened
                && let Some(event) = self.events.get(stored)
            {
                store_event(event, subscription, happened);
                stored += 1;
            }
        }
        Ok(stored)
    }
}

/// Preview1, `$subscription`: what is asked for a time is in its last 32 bytes.
#[derive(Clone, Copy)]
struct Subscription<const SIZE: usize>(Slot<SIZE>);

impl<const SIZE: usize> Subscription<SIZE> {
    #[inline(always)]
    fn event_type(self) -> u8 {
        let [event_type] = self.0.load_at(8);
        event_type
    }

    /// The descriptor that it is for.
    #[inline(always)]
    fn descriptor(self) -> Option<(u32, Direction)> {
        let direction = match self.event_type() {
            FD_READ => Direction::Read,
            FD_WRITE => Direction::Write,
            _ => return None,
        };
        Some((u32::from_le_bytes(self.0.load_at(16)), direction))
    }

    /// What to say of one for a time. `now` is what the monotonic and the realtime
    /// clock show.
    #[inline(never)]
    fn passed(self, start: &Start, [monotonic, real]: [u64; 2]) -> Option<Result<Ready>> {
        match self.time(start) {
            Ok((clock, time)) => {
                let now = if clock == Clock::Realtime { real } else { monotonic };
                (time <= now).then_some(Ok(Ready { bytes: 0, hung_up: false }))
            }
            Err(errno) => Some(Err(errno)),
        }
    }

    /// The time that it is for, on a clock that does or does not jump.
    #[inline(never)]
    fn time(self, start: &Start) -> Result<(Clock, u64)> {
        // Preview1, `$subclockflags`.
        const ABSTIME: u16 = 1;
        if self.event_type() != CLOCK {
            return Err(Errno::EINVAL);
        }
        let asked = SIZE - 32;
        let clock = types::clock(u32::from_le_bytes(self.0.load_at(asked)))?;
        let timeout = u64::from_le_bytes(self.0.load_at(asked + 8));
        match (clock, u16::from_le_bytes(self.0.load_at(asked + 24))) {
            // Nobody can sleep until time is used up.
            (Clock::ProcessCpuTime | Clock::ThreadCpuTime, _) => Err(Errno::EINVAL),
            (_, 0) => Ok((Clock::Monotonic, start.time().saturating_add(timeout))),
            (_, ABSTIME) => Ok((clock, timeout)),
            _ => Err(Errno::EINVAL),
        }
    }
}

/// Preview1, `$event`, of a subscription.
#[inline(always)]
fn store_event<const SIZE: usize>(
    event: Slot<EVENT_SIZE>,
    subscription: Subscription<SIZE>,
    happened: Result<Ready>,
) {
    let (errno, ready) = match happened {
        Ok(ready) => (0, ready),
        Err(errno) => (errno::number(errno), Ready { bytes: 0, hung_up: false }),
    };
    let error_and_type = u64::from(errno) | u64::from(subscription.event_type()) << 16;
    event.store_at::<8>(0, subscription.0.load_at(0));
    event.store_at(8, error_and_type.to_le_bytes());
    event.store_at(16, ready.bytes.to_le_bytes());
    // Preview1, `$eventrwflags`, `fd_readwrite_hangup`.
    event.store_at(24, u64::from(ready.hung_up).to_le_bytes());
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
