//! What the handles of the host's resources stand for: rows of one table.

use super::{Caller, listing, sockets};
use crate::abi::component_functions::HostResource;
use crate::abi::traps::Trap;
use crate::canonical::{self, with_rows};
#[cfg(part = "http")]
use crate::host::http::messages;
use crate::host::network::stepwise::tcp::TcpSocket;
use crate::host::network::stepwise::udp::UdpSocket;
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
    Tcp(TcpSocket),
    Udp(UdpSocket),
    /// A row of a socket.
    Incoming {
        socket: u32,
    },
    Outgoing(Outgoing),
    /// The row of an address that is still to be told, or 0.
    Addresses {
        next: u32,
    },
    Address {
        address: [u8; 16],
        next: u32,
    },
    /// What only its handle says something of: a terminal, a network.
    Token,
    /// Among the things of `host/http/messages.rs`.
    #[cfg(part = "http")]
    Http(u32),
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
    /// A row of a socket.
    Socket(u32),
    /// A body, as [`Row::Http`].
    #[cfg(part = "http")]
    Http(u32),
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
    /// A row of a socket.
    Socket(u32),
    /// A body, as [`Row::Http`].
    #[cfg(part = "http")]
    Http(u32),
}

/// A stream of datagrams to send.
#[derive(Clone, Copy, Debug)]
pub struct Outgoing {
    /// A row.
    pub socket: u32,
    /// How many may be sent at once.
    pub permit: u32,
    /// There was no room for the latest one.
    pub is_full: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum State {
    Open,
    /// At its end, or broken.
    Closed,
}

#[derive(Clone, Copy, Debug)]
pub enum Pollable {
    /// Ready at a time of a clock, in nanoseconds.
    Time(Clock, u64),
    /// Ready when something can be done with what is in another row.
    Of(u32),
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
    rows: [Entry; MOST],
}

/// A row, and how it belongs to others: Component Model, "WIT", "Resources": the
/// interfaces call some resources children of others, which must go before them.
#[derive(Clone, Copy, Debug)]
#[repr(C)]
struct Entry {
    row: Row,
    /// The row that it is a child of, or 0.
    parent: u32,
    children: u32,
}

impl Rows {
    fn entry(&mut self, number: u32) -> Option<&mut Entry> {
        self.rows.get_mut(number as usize)
    }
}

/// A new row; `None` where there are too many.
fn try_insert(row: Row, parent: u32) -> Option<u32> {
    with_rows(|rows| {
        let number = if rows.free != 0 { rows.free } else { rows.used.max(1) };
        let place = rows.rows.get_mut(number as usize)?;
        match place.row {
            Row::Free(next) if rows.free != 0 => rows.free = next,
            _ => rows.used = number + 1,
        }
        *place = Entry { row, parent, children: 0 };
        if parent != 0
            && let Some(parent) = rows.entry(parent)
        {
            parent.children += 1;
        }
        Some(number)
    })
}

/// A new row. A program that holds on to too many is stopped, as where it has too
/// many handles.
pub fn insert(row: Row) -> u32 {
    insert_child(row, 0)
}

fn insert_child(row: Row, parent: u32) -> u32 {
    try_insert(row, parent).unwrap_or_else(|| traps::raise(Trap::HandlesExhausted))
}

/// A new row and a handle that owns it.
pub fn own(caller: Caller, resource: HostResource, row: Row) -> u32 {
    own_child(caller, resource, row, 0)
}

/// As [`own`], of a child of another row.
pub fn own_child(caller: Caller, resource: HostResource, row: Row, parent: u32) -> u32 {
    caller.own(resource, insert_child(row, parent))
}

/// How many children a row has.
pub fn children(number: u32) -> u32 {
    with_rows(|rows| rows.entry(number).map_or(0, |entry| entry.children))
}

/// A copy of a row.
#[inline]
pub fn get(number: u32) -> Row {
    with_rows(|rows| rows.entry(number).map_or(Row::Free(0), |entry| entry.row))
}

/// How an output stream is written: all that the usual calls want to know. Copies
/// nothing: [`get`] takes several times as long as all else that they do.
#[derive(Clone, Copy, Debug)]
pub enum Way {
    /// The descriptor's number, where it is.
    Here(u32),
    /// The descriptor's number, at a position.
    At(u32, u64),
    /// [`Row::Output`] knows.
    Other,
}

/// See [`Way`].
#[inline(always)]
pub fn way(number: u32) -> Way {
    let rows = canonical::rows();
    let Some(Entry { row: Row::Output(Output { target, state: State::Open }), .. }) =
        rows.rows.get(number as usize)
    else {
        return Way::Other;
    };
    match *target {
        Target::Number(number) => Way::Here(number),
        Target::File { descriptor, position } => {
            match rows.rows.get(descriptor as usize).map(|entry| &entry.row) {
                Some(&Row::Descriptor { number, .. }) => Way::At(number, position),
                _ => Way::Other,
            }
        }
        _ => Way::Other,
    }
}

/// Whether an output stream writes at once, so that there is always room and nothing
/// is kept.
#[inline(always)]
pub fn writes_at_once(number: u32) -> bool {
    let entry = canonical::rows().rows.get(number as usize);
    matches!(
        entry,
        Some(Entry {
            row: Row::Output(Output {
                target: Target::Number(_) | Target::File { .. } | Target::End { .. },
                state: State::Open,
            }),
            ..
        })
    )
}

/// An output stream of a file is written further on from now on.
#[inline]
pub fn advance(number: u32, count: usize) {
    with_rows(|rows| {
        if let Some(Entry { row: Row::Output(output), .. }) = rows.entry(number)
            && let Target::File { position, .. } = &mut output.target
        {
            *position += count as u64;
        }
    });
}

#[inline]
pub fn set(number: u32, row: Row) {
    with_rows(|rows| {
        if let Some(entry) = rows.entry(number) {
            entry.row = row;
        }
    });
}

fn remove(number: u32) {
    with_rows(|rows| {
        let free = rows.free;
        let Some(entry) = rows.entry(number) else { return };
        let parent = entry.parent;
        *entry = Entry { row: Row::Free(free), parent: 0, children: 0 };
        rows.free = number;
        if parent != 0
            && let Some(parent) = rows.entry(parent)
        {
            parent.children = parent.children.saturating_sub(1);
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

/// Ends the life of a resource, if it is one of the host's. Its children must have
/// gone before.
pub fn destroy(resource: u32, row: u32) {
    if resource as usize >= HostResource::ALL.len() {
        return;
    }
    if children(row) != 0 {
        traps::raise(Trap::WasiMisused);
    }
    match get(row) {
        Row::Descriptor { .. } => return leave_descriptor(row),
        Row::Input(Input { source: Source::File { descriptor, .. }, .. })
        | Row::Output(Output { target: Target::File { descriptor, .. }, .. })
        | Row::Output(Output { target: Target::End { descriptor }, .. }) => {
            leave_descriptor(descriptor);
        }
        Row::DirectoryEntryStream { descriptor, .. } => {
            listing::forget(row);
            leave_descriptor(descriptor);
        }
        Row::Output(Output { target: Target::Socket(socket), .. }) => {
            sockets::end_output(socket);
        }
        Row::Tcp(socket) => socket.close(),
        Row::Udp(socket) => socket.close(),
        Row::Addresses { next } => forget_addresses(next),
        #[cfg(part = "http")]
        Row::Http(thing)
        | Row::Input(Input { source: Source::Http(thing), .. })
        | Row::Output(Output { target: Target::Http(thing), .. }) => messages::destroy(thing),
        Row::Free(_) => return,
        _ => {}
    }
    remove(row);
}

/// Takes a row away without ending the life of what is in it. Its children must have
/// gone before.
#[cfg(part = "http")]
pub fn take(row: u32) -> Row {
    if children(row) != 0 {
        traps::raise(Trap::WasiMisused);
    }
    let taken = get(row);
    remove(row);
    taken
}

/// Forgets all rows; what they have open is closed, but for what was granted.
#[cfg(part = "http")]
pub fn reset() {
    let used = with_rows(|rows| core::mem::replace(&mut rows.used, 0));
    for row in 1..used {
        match get(row) {
            // What is lost by an error here, a `sync` would have told.
            Row::Descriptor { number, .. } if grants::guest_name(number).is_err() => {
                let _ = descriptors::close(number);
            }
            Row::DirectoryEntryStream { .. } => listing::forget(row),
            Row::Tcp(socket) => socket.close(),
            Row::Udp(socket) => socket.close(),
            _ => {}
        }
        set(row, Row::Free(0));
    }
    with_rows(|rows| rows.free = 0);
}

/// Whether the streams of a socket of datagrams are still there.
pub fn has_datagram_streams(socket_row: u32) -> bool {
    with_rows(|rows| {
        rows.rows.iter().take(rows.used as usize).any(|entry| match entry.row {
            Row::Incoming { socket } => socket == socket_row,
            Row::Outgoing(Outgoing { socket, .. }) => socket == socket_row,
            _ => false,
        })
    })
}

/// Rows for a list of addresses; the first one, or 0 where there are none.
pub fn insert_addresses(addresses: impl DoubleEndedIterator<Item = [u8; 16]>) -> u32 {
    addresses.rev().fold(0, |next, address| insert(Row::Address { address, next }))
}

/// Takes the first one of a list of addresses, and the row of the next.
pub fn take_address(row: u32) -> Option<([u8; 16], u32)> {
    let Row::Address { address, next } = get(row) else { return None };
    remove(row);
    Some((address, next))
}

fn forget_addresses(mut row: u32) {
    while let Some((_, next)) = take_address(row) {
        row = next;
    }
}
