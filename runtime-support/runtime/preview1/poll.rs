//! Waiting.
#![allow(unsafe_code)]

use core::mem::MaybeUninit;

use super::types::{self, Record, field};
use super::{Errno, Result, errno};
use crate::guest::Guest;
use crate::host::clocks::{self, Clock};
use crate::host::poll::{self, Deadlines, Direction, Ready};
use crate::sys::poll::Interest;

/// Preview1, `$event`.
const EVENT_SIZE: u32 = 32;

/// How subscriptions lie in memory.
#[derive(Clone, Copy)]
pub struct Layout {
    /// Of one, in bytes.
    pub size: u32,
    /// Reads the one at an address, as preview 1 has it.
    pub load: fn(Guest, u32) -> Result<Bytes>,
}

/// Preview1, `$subscription`.
const PREVIEW1: Layout =
    Layout { size: size_of::<Bytes>() as u32, load: |guest, pointer| guest.load(pointer) };

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
    let length = |size: u32| nsubscriptions.checked_mul(size).ok_or(Errno::EFAULT);
    guest.buffer(subscriptions, length(layout.size)?)?;
    guest.buffer(events, length(EVENT_SIZE)?)?;
    let call = Call { guest, subscriptions, events, layout };
    // The clock that relative times count from.
    let start = clocks::time(Clock::Monotonic);

    let mut space = [const { MaybeUninit::<Interest>::uninit() }; MOST];
    let mut interests = Interests { space: &mut space, count: 0 };
    let mut deadlines = Deadlines::default();
    let mut at_once = false;
    for index in 0..nsubscriptions {
        match call.subscription(index, start)?.wanted {
            Ok(Wanted::Time(clock, time)) => deadlines.add(clock, time),
            Ok(Wanted::Ready(_, _, interest)) => interests.add(interest)?,
            Err(_) => at_once = true,
        }
    }

    let interests = interests.into_mut_slice();
    poll::wait(interests, &deadlines, at_once)?;

    let now = clocks::time(Clock::Monotonic);
    let real_now = clocks::time(Clock::Realtime);
    let mut interests = interests.iter();
    let mut stored = 0;
    for index in 0..nsubscriptions {
        let subscription = call.subscription(index, start)?;
        let happened = match &subscription.wanted {
            Ok(Wanted::Time(clock, time)) => {
                let now = if *clock == Clock::Realtime { real_now } else { now };
                (*time <= now).then_some(Ok(Ready { bytes: 0, hung_up: false }))
            }
            Ok(Wanted::Ready(fd, direction, _)) => {
                interests.next().and_then(|interest| poll::readiness(*fd, *direction, interest))
            }
            Err(errno) => Some(Err(*errno)),
        };
        if let Some(happened) = happened {
            call.store_event(stored, &subscription, happened)?;
            stored += 1;
        }
    }
    slot.store(types::size(stored as usize));
    Ok(())
}

/// The arrays that a call works on. Both are in memory, so no sum wraps.
struct Call {
    guest: Guest,
    subscriptions: u32,
    events: u32,
    layout: Layout,
}

impl Call {
    /// A copy of what the subscription with this number says. Relative times
    /// count from `start` on the monotonic clock.
    #[inline(never)]
    fn subscription(&self, index: u32, start: u64) -> Result<Subscription> {
        let Layout { size, load } = self.layout;
        let bytes = load(self.guest, self.subscriptions + index * size)?;
        let [event_type] = field(&bytes, 8);
        let wanted = match event_type {
            CLOCK => wanted_time(&bytes, start),
            FD_READ => wanted_readiness(&bytes, Direction::Read),
            FD_WRITE => wanted_readiness(&bytes, Direction::Write),
            _ => Err(Errno::EINVAL),
        };
        Ok(Subscription { userdata: field(&bytes, 0), event_type, wanted })
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

/// What a subscription waits for.
enum Wanted {
    /// A time on a clock that does or does not jump.
    Time(Clock, u64),
    Ready(u32, Direction, Interest),
}

/// Preview1, `$subscription`.
pub type Bytes = [u8; 48];

fn wanted_readiness(bytes: &Bytes, direction: Direction) -> Result<Wanted> {
    let fd = u32::from_le_bytes(field(bytes, 16));
    Ok(Wanted::Ready(fd, direction, poll::interest(fd, direction)?))
}

fn wanted_time(bytes: &Bytes, start: u64) -> Result<Wanted> {
    // Preview1, `$subclockflags`.
    const ABSTIME: u16 = 1;
    let clock = types::clock(u32::from_le_bytes(field(bytes, 16)))?;
    let timeout = u64::from_le_bytes(field(bytes, 24));
    match (clock, u16::from_le_bytes(field(bytes, 40))) {
        // Nobody can sleep until time is used up.
        (Clock::ProcessCpuTime | Clock::ThreadCpuTime, _) => Err(Errno::EINVAL),
        (_, 0) => Ok(Wanted::Time(Clock::Monotonic, start.saturating_add(timeout))),
        (_, ABSTIME) => Ok(Wanted::Time(clock, timeout)),
        _ => Err(Errno::EINVAL),
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
