//! `wasi:io/poll`.
#![allow(unsafe_code)]

use core::mem::MaybeUninit;

use super::Caller;
use super::caller::in_memory;
use super::cli::pair;
use super::rows::{self, Pollable, Row};
use crate::abi::component_functions::HostResource;
use crate::abi::traps::Trap;
use crate::host::clocks;
use crate::host::poll::{self as waiting, Deadlines, Direction};
use crate::sys::poll::Interest;
use crate::traps;

/// How many pollables one call waits for at most.
const MOST: usize = 4096;

fn pollable(caller: Caller, handle: u32) -> Pollable {
    match rows::get(caller.representation(HostResource::Pollable, handle)) {
        Row::Pollable(pollable) => pollable,
        _ => rows::wrong_row(),
    }
}

/// `wasi:io/poll.pollable.ready`.
pub fn pollable_ready(caller: Caller, pollable_handle: u32) -> u32 {
    u32::from(is_ready(pollable(caller, pollable_handle)))
}

fn is_ready(pollable: Pollable) -> bool {
    match pollable {
        Pollable::Ready => true,
        Pollable::Time(clock, time) => clocks::time(clock) >= time,
        Pollable::Readable(number) => {
            let Ok(interest) = waiting::interest(number, Direction::Read) else { return true };
            let mut interests = [interest];
            let looked = waiting::wait(&mut interests, &Deadlines::default(), true);
            let [interest] = &interests;
            looked.is_err() || interest.happened() != 0
        }
    }
}

/// `wasi:io/poll.pollable.block`.
pub fn pollable_block(caller: Caller, pollable_handle: u32) {
    let mut deadlines = Deadlines::default();
    let mut interests = [Interest::new(crate::sys::Fd(-1), 0)];
    match pollable(caller, pollable_handle) {
        Pollable::Ready => return,
        Pollable::Time(clock, time) => deadlines.add(clock, time),
        Pollable::Readable(number) => match waiting::interest(number, Direction::Read) {
            Ok(interest) => interests = [interest],
            Err(_) => return,
        },
    }
    // What is wrong with a stream, reading it will tell.
    let _ = waiting::wait(&mut interests, &deadlines, false);
}

/// `wasi:io/poll.poll`: waits until at least one is ready; returns the places of
/// those that are.
pub fn poll(caller: Caller, pollables: u32, count: u32, result: u32) {
    // The interface demands a trap for none, and as many as a list can have are too
    // many for the kernel.
    if count == 0 || count as usize > MOST {
        traps::raise(Trap::WasiMisused);
    }
    if !pollables.is_multiple_of(4) {
        traps::raise(Trap::UnalignedPointer);
    }
    in_memory(caller.guest.buffer(pollables, count * 4));
    let slot = caller.slot(result, 4);
    let at = |index: u32| {
        let handle = u32::from_le_bytes(in_memory(caller.guest.load(pollables + index * 4)));
        pollable(caller, handle)
    };
    let mut space = [const { MaybeUninit::<Interest>::uninit() }; MOST];
    let mut used = 0;
    let mut deadlines = Deadlines::default();
    let mut at_once = false;
    for index in 0..count {
        match at(index) {
            Pollable::Ready => at_once = true,
            Pollable::Time(clock, time) => deadlines.add(clock, time),
            Pollable::Readable(number) => match waiting::interest(number, Direction::Read) {
                Ok(interest) => {
                    if let Some(place) = space.get_mut(used) {
                        place.write(interest);
                        used += 1;
                    }
                }
                Err(_) => at_once = true,
            },
        }
    }
    // SAFETY: the loop has written the first `used` elements.
    let interests = unsafe { space.get_mut(..used).unwrap_or_default().assume_init_mut() };
    let _ = waiting::wait(interests, &deadlines, at_once);

    let list = caller.allocate(count as usize * 4, 4);
    let mut found = 0;
    for index in 0..count {
        if is_ready(at(index)) {
            caller.store_bytes(list + found * 4, &index.to_le_bytes());
            found += 1;
        }
    }
    slot.store(pair(list, found));
}
