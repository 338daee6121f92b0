//! What the handles of the host's resources stand for: rows of one table.

use super::Caller;
use crate::abi::component_functions::HostResource;
use crate::abi::traps::Trap;
use crate::canonical::with_rows;
use crate::host::{descriptors, grants};
use crate::sys::Errno;
use crate::sys::clocks::Clock;
use crate::traps;

/// One of the host's resources.
#[derive(Clone, Copy, Debug)]
#[repr(C, u32)]
pub enum Row {
    /// Zero, so that the table starts out empty. The next free row, or 0.
    Free(u32) = 0,
    Descriptor {
        /// In the table that all interfaces share.
        number: u32,
        /// Its handle, streams, and folder listings.
        users: u32,
    },
    Input(Input),
    Output(Output),
    Pollable(Pollable),
    Error(Errno),
    DirectoryEntryStream {
        /// A row of a descriptor.
        descriptor: u32,
        cookie: u64,
    },
    /// What only its handle says something of: a terminal, a network.
    Token,
}

/// An input stream.
#[derive(Clone, Copy, Debug)]
pub struct Input {
    pub source: Source,
    pub state: State,
}

#[derive(Clone, Copy, Debug)]
pub enum Source {
    /// A descriptor's number, read where it is.
    Number(u32),
    /// A row of a descriptor, and from where on it is read.
    File { descriptor: u32, position: u64 },
}

/// An output stream.
#[derive(Clone, Copy, Debug)]
pub struct Output {
    pub target: Target,
    pub state: State,
}

#[derive(Clone, Copy, Debug)]
pub enum Target {
    /// A descriptor's number, written where it is.
    Number(u32),
    /// A row of a descriptor, and from where on it is written.
    File { descriptor: u32, position: u64 },
    /// A row of a descriptor, written at the end.
    End { descriptor: u32 },
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum State {
    Open,
    /// At its end, or broken.
    Closed,
}

#[derive(Clone, Copy, Debug)]
pub enum Pollable {
    /// Always ready: streams of files.
    Ready,
    /// Ready at a time of a clock, in nanoseconds.
    Time(Clock, u64),
    /// Ready when a descriptor has input, by its number.
    Readable(u32),
}

/// How many resources there can be at once.
const MOST: usize = 1 << 16;

/// See the module. Row 0 is none.
#[repr(C)]
pub struct Rows {
    /// Rows below have been in use.
    used: u32,
    /// The row that became free last, or 0.
    free: u32,
    rows: [Row; MOST],
}

/// A new row; `None` where there are too many.
fn try_insert(row: Row) -> Option<u32> {
    with_rows(|rows| {
        let number = if rows.free != 0 { rows.free } else { rows.used.max(1) };
        let place = rows.rows.get_mut(number as usize)?;
        match *place {
            Row::Free(next) if rows.free != 0 => rows.free = next,
            _ => rows.used = number + 1,
        }
        *place = row;
        Some(number)
    })
}

/// A new row. A program that holds on to too many is stopped, as where it has too
/// many handles.
pub fn insert(row: Row) -> u32 {
    try_insert(row).unwrap_or_else(|| traps::raise(Trap::HandlesExhausted))
}

/// A new row and a handle that owns it.
pub fn own(caller: Caller, resource: HostResource, row: Row) -> u32 {
    caller.own(resource, insert(row))
}

/// A copy of a row.
#[inline]
pub fn get(number: u32) -> Row {
    with_rows(|rows| rows.rows.get(number as usize).copied().unwrap_or(Row::Free(0)))
}

#[inline]
pub fn set(number: u32, row: Row) {
    with_rows(|rows| {
        if let Some(place) = rows.rows.get_mut(number as usize) {
            *place = row;
        }
    });
}

fn remove(number: u32) {
    with_rows(|rows| {
        if let Some(place) = rows.rows.get_mut(number as usize) {
            *place = Row::Free(rows.free);
            rows.free = number;
        }
    });
}

/// A row that the type of the handle promises; the table never breaks that promise.
pub fn wrong_row() -> ! {
    traps::raise(Trap::UnknownHandle)
}

/// The number of the descriptor in a row.
pub fn descriptor_number(row: u32) -> u32 {
    match get(row) {
        Row::Descriptor { number, .. } => number,
        _ => wrong_row(),
    }
}

/// A row for a descriptor that nobody else has.
pub fn insert_descriptor(number: u32) -> u32 {
    insert(Row::Descriptor { number, users: 1 })
}

/// Counts one more user of a descriptor's row.
pub fn use_descriptor(row: u32) {
    if let Row::Descriptor { number, users } = get(row) {
        set(row, Row::Descriptor { number, users: users + 1 });
    }
}

/// The reverse; the last one closes it.
fn leave_descriptor(row: u32) {
    let Row::Descriptor { number, users } = get(row) else { return };
    if users > 1 {
        return set(row, Row::Descriptor { number, users: users - 1 });
    }
    remove(row);
    // Granted folders can be asked for again.
    if grants::guest_name(number).is_err() {
        // What is lost by an error here, a `sync` would have told.
        let _ = descriptors::close(number);
    }
}

/// Ends the life of a resource, if it is one of the host's.
pub fn destroy(resource: u32, row: u32) {
    if resource as usize >= HostResource::ALL.len() {
        return;
    }
    match get(row) {
        Row::Descriptor { .. } => return leave_descriptor(row),
        Row::Input(Input { source: Source::File { descriptor, .. }, .. })
        | Row::Output(Output { target: Target::File { descriptor, .. }, .. })
        | Row::Output(Output { target: Target::End { descriptor }, .. })
        | Row::DirectoryEntryStream { descriptor, .. } => leave_descriptor(descriptor),
        Row::Free(_) => return,
        _ => {}
    }
    remove(row);
}
