//! Waiting.

use core::cell::Cell;

use super::types::{self, Record, field};
use super::{Errno, Result, errno};
use crate::guest::Guest;
use crate::host::clocks::{self, Clock};
use crate::host::poll::{
    Cursor, Deadlines, Direction, Interests, Ready, Space, Wanted as WantedReady,
};

/// Preview1, `$subscription` and `$event`.
const SUBSCRIPTION_SIZE: u32 = 48;
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
    if nsubscriptions == 0 {
        return Err(Errno::EINVAL);
    }
    let slot = guest.slot(nevents)?;
    let length = |size: u32| nsubscriptions.checked_mul(size).ok_or(Errno::EFAULT);
    guest.buffer(subscriptions, length(SUBSCRIPTION_SIZE)?)?;
    guest.buffer(events, length(EVENT_SIZE)?)?;
    let call =
        Call { guest, subscriptions, events, count: nsubscriptions, start: Start::default() };
    slot.store(types::size(call.wait_with_room()? as usize));
    Ok(())
}

/// The arrays that a call works on. Both are in memory, so no sum wraps.
struct Call {
    guest: Guest,
    subscriptions: u32,
    events: u32,
    /// How many there are.
    count: u32,
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
        let mut at_once = false;
        for index in 0..self.count {
            match self.subscription(index)?.wanted {
                Ok(Wanted::Time(clock, time)) => deadlines.add(clock, time),
                Ok(Wanted::Ready(interest)) => interests.add(interest)?,
                Err(_) => at_once = true,
            }
        }

        interests.wait(&deadlines, at_once)?;

        let [now, real_now] = deadlines.now();
        let mut cursor = Cursor::default();
        let mut stored = 0;
        for index in 0..self.count {
            let subscription = self.subscription(index)?;
            let happened = match &subscription.wanted {
                Ok(Wanted::Time(clock, time)) => {
                    let now = if *clock == Clock::Realtime { real_now } else { now };
                    (*time <= now).then_some(Ok(Ready { bytes: 0, hung_up: false }))
                }
                Ok(Wanted::Ready(wanted)) => interests.readiness(wanted, &mut cursor),
                Err(errno) => Some(Err(*errno)),
            };
            if let Some(happened) = happened {
                self.store_event(stored, &subscription, happened)?;
                stored += 1;
            }
        }
        Ok(stored)
    }

    /// A copy of what the subscription with this number says.
    #[inline(never)]
    fn subscription(&self, index: u32) -> Result<Subscription> {
        let bytes = self.guest.load(self.subscriptions + index * SUBSCRIPTION_SIZE)?;
        let [event_type] = field(&bytes, 8);
        let wanted = match event_type {
            CLOCK => self.wanted_time(&bytes),
            FD_READ => wanted_readiness(&bytes, Direction::Read),
            FD_WRITE => wanted_readiness(&bytes, Direction::Write),
            _ => Err(Errno::EINVAL),
        };
        Ok(Subscription { userdata: field(&bytes, 0), event_type, wanted })
    }

    fn wanted_time(&self, bytes: &Bytes) -> Result<Wanted> {
        // Preview1, `$subclockflags`.
        const ABSTIME: u16 = 1;
        let clock = types::clock(u32::from_le_bytes(field(bytes, 16)))?;
        let timeout = u64::from_le_bytes(field(bytes, 24));
        match (clock, u16::from_le_bytes(field(bytes, 40))) {
            // Nobody can sleep until time is used up.
            (Clock::ProcessCpuTime | Clock::ThreadCpuTime, _) => Err(Errno::EINVAL),
            (_, 0) => Ok(Wanted::Time(Clock::Monotonic, self.start.time().saturating_add(timeout))),
            (_, ABSTIME) => Ok(Wanted::Time(clock, timeout)),
            _ => Err(Errno::EINVAL),
        }
    }

    /// Preview1, `$event`.
    #[inline(never)]
    fn store_event(
        &self,
        index: u32,
        subscription: &Subscription,
        happened: Result<Ready>,
    ) -> Result {
        let (errno, ready) = match happened {
            Ok(ready) => (0, ready),
            Err(errno) => (errno::number(errno), Ready { bytes: 0, hung_up: false }),
        };
        let event = Record::<{ EVENT_SIZE as usize }>::new()
            .with(0, subscription.userdata)
            .with(8, u16::from(errno).to_le_bytes())
            .with(10, [subscription.event_type])
            .with(16, ready.bytes.to_le_bytes())
            // Preview1, `$eventrwflags`, `fd_readwrite_hangup`.
            .with(24, [u8::from(ready.hung_up)]);
        self.guest.store_bytes(self.events + index * EVENT_SIZE, &event.0)
    }
}

struct Subscription {
    userdata: [u8; 8],
    event_type: u8,
    wanted: Result<Wanted>,
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

/// What a subscription waits for.
enum Wanted {
    /// A time on a clock that does or does not jump.
    Time(Clock, u64),
    Ready(WantedReady),
}

type Bytes = [u8; SUBSCRIPTION_SIZE as usize];

fn wanted_readiness(bytes: &Bytes, direction: Direction) -> Result<Wanted> {
    let fd = u32::from_le_bytes(field(bytes, 16));
    Ok(Wanted::Ready(WantedReady::new(fd, direction)?))
}
