//! Waiting.
#![allow(unsafe_code)]

use core::mem::MaybeUninit;

use super::types::{self, Record, field};
use super::{Errno, Result, errno};
use crate::guest::Guest;
use crate::host::clocks::{self, Clock};
use crate::host::poll::{self, Deadlines, Direction};
use crate::sys::poll::Interest;

/// Preview1, `$subscription` and `$event`.
const SUBSCRIPTION_SIZE: u32 = 48;
const EVENT_SIZE: u32 = 32;

/// Preview1, `$eventtype`.
const CLOCK: u8 = 0;
const FD_READ: u8 = 1;
const FD_WRITE: u8 = 2;

/// How many descriptors one call waits for at most.
const MOST: usize = 4096;

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
    let call = Call { guest, subscriptions, events, count: nsubscriptions };
    call.check_ranges()?;
    // The clocks that relative times count from.
    let start = clocks::time(Clock::Monotonic)?;

    let mut space = [const { MaybeUninit::<Interest>::uninit() }; MOST];
    let mut interests = Interests { space: &mut space, count: 0 };
    let mut deadlines = Deadlines::default();
    let mut at_once = false;
    for index in 0..call.count {
        match call.subscription(index)?.wanted(start) {
            Ok(Wanted::Time(clock, time)) => deadlines.add(clock, time),
            Ok(Wanted::Ready(_, _, interest)) => interests.add(interest)?,
            Err(_) => at_once = true,
        }
    }

    let interests = interests.into_mut_slice();
    poll::wait(interests, &deadlines, at_once)?;

    let now = clocks::time(Clock::Monotonic)?;
    let real_now = clocks::time(Clock::Realtime)?;
    let mut interests = interests.iter();
    let mut stored = 0;
    for index in 0..call.count {
        let subscription = call.subscription(index)?;
        let event = match subscription.wanted(start) {
            Ok(Wanted::Time(clock, time)) => {
                let now = if clock == Clock::Realtime { real_now } else { now };
                (time <= now).then(|| subscription.event(0, 0, 0))
            }
            Ok(Wanted::Ready(fd, direction, _)) => interests
                .next()
                .and_then(|interest| poll::readiness(fd, direction, interest))
                .map(|readiness| match readiness {
                    // Preview1, `$eventrwflags`, `fd_readwrite_hangup`.
                    Ok(ready) => subscription.event(0, ready.bytes, u16::from(ready.hung_up)),
                    Err(error) => subscription.event(errno::number(error), 0, 0),
                }),
            Err(error) => Some(subscription.event(errno::number(error), 0, 0)),
        };
        if let Some(event) = event {
            call.store_event(stored, &event)?;
            stored += 1;
        }
    }
    slot.store(types::size(stored as usize));
    Ok(())
}

/// The arrays that a call works on.
struct Call {
    guest: Guest,
    subscriptions: u32,
    events: u32,
    count: u32,
}

impl Call {
    /// Checks that both arrays are in memory, so that the sums below do not
    /// wrap.
    fn check_ranges(&self) -> Result {
        let length = |size: u32| self.count.checked_mul(size).ok_or(Errno::EFAULT);
        self.guest.buffer(self.subscriptions, length(SUBSCRIPTION_SIZE)?)?;
        self.guest.buffer(self.events, length(EVENT_SIZE)?)?;
        Ok(())
    }

    fn subscription(&self, index: u32) -> Result<Subscription> {
        let place = self.subscriptions + index * SUBSCRIPTION_SIZE;
        Ok(Subscription(self.guest.load(place)?))
    }

    fn store_event(&self, index: u32, event: &[u8; EVENT_SIZE as usize]) -> Result {
        self.guest.store_bytes(self.events + index * EVENT_SIZE, event)
    }
}

/// A copy of a subscription.
struct Subscription([u8; SUBSCRIPTION_SIZE as usize]);

/// What a subscription waits for.
enum Wanted {
    /// A time on a clock that does or does not jump.
    Time(Clock, u64),
    Ready(u32, Direction, Interest),
}

impl Subscription {
    fn event_type(&self) -> u8 {
        let [event_type] = field(&self.0, 8);
        event_type
    }

    /// Relative times count from `start` on the monotonic clock.
    fn wanted(&self, start: u64) -> Result<Wanted> {
        let direction = match self.event_type() {
            CLOCK => return self.wanted_time(start),
            FD_READ => Direction::Read,
            FD_WRITE => Direction::Write,
            _ => return Err(Errno::EINVAL),
        };
        let fd = u32::from_le_bytes(field(&self.0, 16));
        Ok(Wanted::Ready(fd, direction, poll::interest(fd, direction)?))
    }

    fn wanted_time(&self, start: u64) -> Result<Wanted> {
        // Preview1, `$subclockflags`.
        const ABSTIME: u16 = 1;
        let clock = types::clock(u32::from_le_bytes(field(&self.0, 16)))?;
        let timeout = u64::from_le_bytes(field(&self.0, 24));
        let flags = u16::from_le_bytes(field(&self.0, 40));
        match (clock, flags) {
            // Nobody can sleep until time is used up.
            (Clock::ProcessCpuTime | Clock::ThreadCpuTime, _) => Err(Errno::EINVAL),
            (_, 0) => Ok(Wanted::Time(Clock::Monotonic, start.saturating_add(timeout))),
            (_, ABSTIME) => Ok(Wanted::Time(clock, timeout)),
            _ => Err(Errno::EINVAL),
        }
    }

    /// Preview1, `$event`.
    fn event(&self, errno: u8, bytes: u64, flags: u16) -> [u8; EVENT_SIZE as usize] {
        Record::new()
            .with(0, field::<_, 8>(&self.0, 0))
            .with(8, u16::from(errno).to_le_bytes())
            .with(10, [self.event_type()])
            .with(16, bytes.to_le_bytes())
            .with(24, flags.to_le_bytes())
            .0
    }
}

/// The interests collected so far.
///
/// # Safety
/// The first `count` elements of `space` have been written.
struct Interests<'a> {
    space: &'a mut [MaybeUninit<Interest>; MOST],
    count: usize,
}

impl<'a> Interests<'a> {
    fn add(&mut self, interest: Interest) -> Result {
        // poll(2), "Errors", `EINVAL`: the kernel has such a limit, too.
        self.space.get_mut(self.count).ok_or(Errno::EINVAL)?.write(interest);
        self.count += 1;
        Ok(())
    }

    fn into_mut_slice(self) -> &'a mut [Interest] {
        // SAFETY: see the type.
        unsafe { self.space.get_mut(..self.count).unwrap_or_default().assume_init_mut() }
    }
}
