//! `wasi:io/poll`.

use super::Caller;
use super::caller::in_memory;
use super::cli::pair;
use super::rows::{self, Pollable, Row};
use crate::abi::component_functions::HostResource;
use crate::abi::traps::Trap;
use crate::host::Result;
use crate::host::clocks;
use crate::host::poll::{Cursor, Deadlines, Direction, Glance, Interests, Space};
use crate::sys::Errno;
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
        // What is wrong with a stream, reading it will tell.
        Pollable::Readable(number) => is_descriptor_ready(number, Direction::Read).unwrap_or(true),
    }
}

/// Whether something can be done with descriptor `number` at once.
pub fn is_descriptor_ready(number: u32, direction: Direction) -> Result<bool> {
    look(number, direction, true)
}

/// Waits until something can be done with descriptor `number`.
pub fn wait_for_descriptor(number: u32, direction: Direction) -> Result {
    look(number, direction, false).map(drop)
}

fn look(number: u32, direction: Direction, at_once: bool) -> Result<bool> {
    let mut space = [const { Space::uninit() }; 1];
    let mut interests = Interests::new(&mut space);
    if !interests.add(number, direction, &mut Cursor::default())? {
        return Err(Errno::EBADF);
    }
    interests.wait(&Deadlines::default(), at_once)?;
    Ok(interests.glance(number, direction, &mut Cursor::default()) != Glance::Quiet)
}

/// `wasi:io/poll.pollable.block`.
pub fn pollable_block(caller: Caller, pollable_handle: u32) {
    // What is wrong, who waits will find out.
    let _ = match pollable(caller, pollable_handle) {
        Pollable::Ready => Ok(()),
        Pollable::Time(clock, time) => {
            let mut deadlines = Deadlines::default();
            deadlines.add(clock, time);
            Interests::new(&mut []).wait(&deadlines, false)
        }
        Pollable::Readable(number) => wait_for_descriptor(number, Direction::Read),
    };
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
    let mut space = [const { Space::uninit() }; MOST];
    let mut interests = Interests::new(&mut space);
    let mut cursor = Cursor::default();
    let mut deadlines = Deadlines::default();
    let mut at_once = false;
    for index in 0..count {
        match at(index) {
            Pollable::Ready => at_once = true,
            Pollable::Time(clock, time) => deadlines.add(clock, time),
            Pollable::Readable(number) => {
                let added = interests.add(number, Direction::Read, &mut cursor);
                at_once |= !added.unwrap_or(false);
            }
        }
    }
    let _ = interests.wait(&deadlines, at_once);

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
