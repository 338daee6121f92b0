//! `wasi:io/poll`.

use super::caller::in_memory;
use super::cli::pair;
#[cfg(part = "http")]
use super::http;
use super::rows::{self, Input, Outgoing, Output, Pollable, Row, Source, State, Target};
use super::{Caller, sockets};
use crate::abi::component_functions::HostResource;
use crate::abi::traps::Trap;
use crate::host::Result;
use crate::host::clocks;
use crate::host::network::unsent;
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
        Pollable::Time(clock, time) => clocks::time(clock) >= time,
        Pollable::Of(row) => match awaits(row) {
            Awaits::Nothing => true,
            Awaits::Room(_) => false,
            #[cfg(part = "http")]
            Awaits::Message(_) => false,
            // What is wrong with a descriptor, using it will tell.
            Awaits::Descriptor(number, direction) => {
                is_descriptor_ready(number, direction).unwrap_or(true)
            }
        },
    }
}

/// What has to happen before something can be done with a row.
enum Awaits {
    Nothing,
    /// Something can be done with a descriptor.
    Descriptor(u32, Direction),
    /// A descriptor has sent what the program gave it before.
    Room(u32),
    /// More of a message of HTTP.
    #[cfg(part = "http")]
    Message(http::Interest),
}

impl Awaits {
    /// What to ask the kernel.
    fn descriptor(self) -> Option<(u32, Direction)> {
        match self {
            Awaits::Nothing => None,
            Awaits::Descriptor(number, direction) => Some((number, direction)),
            Awaits::Room(number) => Some((number, Direction::Write)),
            #[cfg(part = "http")]
            Awaits::Message(interest) => Some((interest.number, interest.direction)),
        }
    }
}

fn awaits(row: u32) -> Awaits {
    let (number, direction) = match rows::get(row) {
        Row::Input(Input { state: State::Open, source }) => match source {
            Source::Number(number) => (number, Direction::Read),
            Source::File { .. } => return Awaits::Nothing,
            Source::Socket(socket) => match sockets::tcp(socket) {
                socket if socket.has_ended_receiving() => return Awaits::Nothing,
                socket => (socket.number, Direction::Read),
            },
            #[cfg(part = "http")]
            Source::Http(thing) => return of_message(thing),
        },
        #[cfg(part = "http")]
        Row::Http(thing)
        | Row::Output(Output { state: State::Open, target: Target::Http(thing) }) => {
            return of_message(thing);
        }
        Row::Output(Output { state: State::Open, target: Target::Socket(socket) }) => {
            let number = sockets::tcp(socket).number;
            return if unsent::is_ready(number) { Awaits::Nothing } else { Awaits::Room(number) };
        }
        Row::Tcp(socket) => match socket.awaits() {
            None => return Awaits::Nothing,
            Some(direction) => (socket.number, direction),
        },
        Row::Incoming { socket } => (sockets::udp(socket).number, Direction::Read),
        Row::Outgoing(Outgoing { socket, is_full: true, .. }) => {
            (sockets::udp(socket).number, Direction::Write)
        }
        _ => return Awaits::Nothing,
    };
    Awaits::Descriptor(number, direction)
}

#[cfg(part = "http")]
fn of_message(thing: u32) -> Awaits {
    http::interest(thing).map_or(Awaits::Nothing, Awaits::Message)
}

/// A new pollable of a row.
pub fn subscribe(caller: Caller, row: u32) -> u32 {
    let pollable = Row::Pollable(Pollable::Of(row));
    rows::own_child(caller, HostResource::Pollable, pollable, row)
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
    #[cfg(part = "http")]
    if !at_once {
        http::uncork();
    }
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
    let pollable = pollable(caller, pollable_handle);
    let mut space = [const { Space::uninit() }; 1];
    while !is_ready(pollable) {
        let mut waiting = Waiting::new(&mut space);
        waiting.add(pollable);
        // What is wrong, who waits will find out.
        if waiting.wait().is_err() {
            return;
        }
    }
}

/// What several pollables wait for.
struct Waiting<'a> {
    interests: Interests<'a>,
    cursor: Cursor,
    deadlines: Deadlines,
    at_once: bool,
}

impl<'a> Waiting<'a> {
    fn new(space: &'a mut [Space]) -> Waiting<'a> {
        Waiting {
            interests: Interests::new(space),
            cursor: Cursor::default(),
            deadlines: Deadlines::default(),
            at_once: false,
        }
    }

    fn add(&mut self, pollable: Pollable) {
        let row = match pollable {
            Pollable::Time(clock, time) => return self.deadlines.add(clock, time),
            Pollable::Of(row) => row,
        };
        let awaited = awaits(row);
        #[cfg(part = "http")]
        if let Awaits::Message(http::Interest { deadline, .. }) = awaited
            && deadline != u64::MAX
        {
            self.deadlines.add(clocks::Clock::Monotonic, deadline);
        }
        let added = match awaited.descriptor() {
            None => Ok(false),
            Some((number, direction)) => self.interests.add(number, direction, &mut self.cursor),
        };
        self.at_once |= !added.unwrap_or(false);
    }

    fn wait(&mut self) -> Result {
        #[cfg(part = "http")]
        http::uncork();
        self.interests.wait(&self.deadlines, self.at_once)
    }
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
    let mut ready = Ready([0; MOST / 64]);
    loop {
        let mut waiting = Waiting::new(&mut space);
        for index in 0..count {
            waiting.add(at(index));
        }
        let waited = waiting.wait();
        if ready.look(count, |index| is_ready(at(index))) || waited.is_err() {
            break;
        }
    }
    let list = caller.allocate(count as usize * 4, 4);
    let mut found = 0;
    for index in (0..count).filter(|&index| ready.has(index)) {
        caller.store_bytes(list + found * 4, &index.to_le_bytes());
        found += 1;
    }
    slot.store(pair(list, found));
}

/// Which of several pollables are ready.
struct Ready([u64; MOST / 64]);

impl Ready {
    /// Asks for each of `count`, at most [`MOST`]; says whether one is.
    fn look(&mut self, count: u32, is_ready: impl Fn(u32) -> bool) -> bool {
        let mut any = false;
        for (first, bits) in (0..count).step_by(64).zip(&mut self.0) {
            *bits = 0;
            for bit in 0..(count - first).min(64) {
                *bits |= u64::from(is_ready(first + bit)) << bit;
            }
            any |= *bits != 0;
        }
        any
    }

    fn has(&self, index: u32) -> bool {
        self.0.get(index as usize / 64).is_some_and(|bits| bits & 1 << (index % 64) != 0)
    }
}
