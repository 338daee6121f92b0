//! The connections of the process, and what has come in through each and was not taken
//! yet: a table of a fixed size in address space of its own, mapped when it is first
//! used.
//!
//! # Safety
//! Runtimes with this part have one thread, and no signal handler comes here. No
//! function of this file calls another one while it has a reference into the table.
#![allow(unsafe_code)]

use core::sync::atomic::{AtomicBool, Ordering::Relaxed};

use super::head::{self, End};
use crate::arch;
use crate::host::Result;
use crate::host::descriptors::{self, Descriptor};
use crate::host::network::unsent;
use crate::host::status::StatusFlags;
use crate::sys::sockets::SocketType;
use crate::sys::{Errno, Fd, OwnedFd, memory, network};

/// How many there can be.
pub const MOST: usize = 2048;
/// How much of each can be waiting to be taken: the longest head, and trailers.
pub const ROOM: usize = 64 << 10;

/// Whose a connection is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub enum Owner {
    /// Nobody's: it is free. Zero, so that the table starts out empty.
    Nobody = 0,
    /// The server's, as long as the client likes.
    Server,
    /// The program's, for one request of its own.
    Program,
}

struct Entry {
    owner: Owner,
    host: Fd,
    /// Among the descriptors.
    number: u32,
    /// Between these are the bytes that were not taken.
    begin: u32,
    end: u32,
    /// How many of them have been searched for the end of a head.
    seen: u32,
    /// For the server: what it waits for, and until when, in nanoseconds of the
    /// monotonic clock.
    phase: Phase,
    deadline: u64,
    /// How many bytes were passed over at the end.
    ignored: u32,
}

/// What the server waits for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub enum Phase {
    /// The first request.
    New = 0,
    /// Another request.
    Idle,
    /// The rest of a head.
    Head,
    /// The client's end of the connection.
    Farewell,
}

#[repr(C)]
struct Table {
    entries: [Entry; MOST],
    rooms: [[u8; ROOM]; MOST],
}

impl Phase {
    /// Nothing of a request has come yet.
    pub fn is_idle(self) -> bool {
        matches!(self, Phase::New | Phase::Idle)
    }
}

/// A connection by its place in the table.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Connection(u16);

/// Whether there is a table.
static IS_MAPPED: AtomicBool = AtomicBool::new(false);

/// Makes the table, where there is none.
fn map_table() -> Result<()> {
    if !IS_MAPPED.load(Relaxed) {
        memory::map_at(arch::CONNECTIONS, size_of::<Table>())?;
        IS_MAPPED.store(true, Relaxed);
    }
    Ok(())
}

/// Every place in the table.
pub fn all() -> impl Iterator<Item = Connection> {
    let count = if IS_MAPPED.load(Relaxed) { MOST as u16 } else { 0 };
    (0..count).map(Connection)
}

/// Gives a socket a place. `EMFILE` where there is none left.
pub fn insert(opened: OwnedFd, owner: Owner) -> Result<Connection> {
    map_table()?;
    if owner == Owner::Program {
        HAS_ANY.store(true, Relaxed);
    }
    let free = all().find(|connection| connection.owner() == Owner::Nobody);
    let connection = free.ok_or(Errno::EMFILE)?;
    let host = opened.fd();
    let descriptor = Descriptor::socket(host, SocketType::Stream, StatusFlags::NONE);
    let number = descriptors::insert(opened, descriptor)?;
    connection.with(|entry| {
        *entry = Entry {
            owner,
            host,
            number,
            begin: 0,
            end: 0,
            seen: 0,
            phase: Phase::New,
            deadline: u64::MAX,
            ignored: 0,
        };
    });
    Ok(connection)
}

/// Closes what belongs to somebody.
pub fn close_all(owner: Owner) {
    if !HAS_ANY.load(Relaxed) {
        return;
    }
    if owner == Owner::Program {
        HAS_ANY.store(false, Relaxed);
    }
    for connection in all() {
        if connection.owner() == owner {
            connection.close();
        }
    }
}

/// Whether the program has had a connection since all were closed.
static HAS_ANY: AtomicBool = AtomicBool::new(false);

impl Connection {
    pub fn index(self) -> usize {
        usize::from(self.0)
    }

    /// The reverse of [`Connection::index`].
    pub fn at(index: usize) -> Option<Connection> {
        (index < MOST).then_some(Connection(index as u16))
    }

    #[inline]
    fn with<R>(self, action: impl FnOnce(&mut Entry) -> R) -> R {
        let table = arch::CONNECTIONS as *mut Table;
        // SAFETY: who has a connection has mapped the table, and its number is in range.
        action(unsafe { &mut (*table).entries[self.index()] })
    }

    pub fn owner(self) -> Owner {
        self.with(|entry| entry.owner)
    }

    pub fn host(self) -> Fd {
        self.with(|entry| entry.host)
    }

    /// Its number among the descriptors.
    pub fn number(self) -> u32 {
        self.with(|entry| entry.number)
    }

    pub fn phase(self) -> Phase {
        self.with(|entry| entry.phase)
    }

    pub fn deadline(self) -> u64 {
        self.with(|entry| entry.deadline)
    }

    pub fn set_phase(self, phase: Phase, deadline: u64) {
        self.with(|entry| (entry.phase, entry.deadline) = (phase, deadline));
    }

    /// Counts bytes that were passed over; returns how many there were.
    pub fn count_ignored(self, count: usize) -> u32 {
        self.with(|entry| {
            entry.ignored = entry.ignored.saturating_add(count as u32);
            entry.ignored
        })
    }

    /// Looks at the bytes that were not taken.
    #[inline]
    pub fn with_bytes<R>(self, action: impl FnOnce(&[u8]) -> R) -> R {
        let (begin, end) = self.with(|entry| (entry.begin as usize, entry.end as usize));
        let table = arch::CONNECTIONS as *const Table;
        // SAFETY: the table is mapped, and nobody writes to the room meanwhile.
        let room = unsafe { &(*table).rooms[self.index()] };
        action(room.get(begin..end).unwrap_or_default())
    }

    /// Takes the first `count` bytes away.
    pub fn take(self, count: usize) {
        self.with(|entry| {
            entry.begin = (entry.begin + count as u32).min(entry.end);
            entry.seen = 0;
            if entry.begin == entry.end {
                (entry.begin, entry.end) = (0, 0);
            }
        });
    }

    pub fn is_empty(self) -> bool {
        self.with(|entry| entry.begin == entry.end)
    }

    /// Whether nothing more can come in before something is taken.
    pub fn is_full(self) -> bool {
        self.with(|entry| entry.end as usize - entry.begin as usize == ROOM)
    }

    /// Receives what is there: how many bytes, 0 at the end. `EAGAIN` where there are
    /// none yet, `ENOBUFS` where there is no room.
    pub fn receive(self) -> Result<usize> {
        let (host, begin, end) =
            self.with(|entry| (entry.host, entry.begin as usize, entry.end as usize));
        let table = arch::CONNECTIONS as *mut Table;
        // SAFETY: the table is mapped, and nobody else has a reference to the room.
        let room = unsafe { &mut (*table).rooms[self.index()] };
        let (begin, end) = if end == ROOM && begin > 0 {
            room.copy_within(begin..end, 0);
            (0, end - begin)
        } else {
            (begin, end)
        };
        let space = room.get_mut(end..).unwrap_or_default();
        let received = if space.is_empty() {
            Err(Errno::ENOBUFS)
        } else {
            network::receive_bytes(host, space)
        };
        let count = received.unwrap_or(0);
        self.with(|entry| (entry.begin, entry.end) = (begin as u32, (end + count) as u32));
        received
    }

    /// Where the head ends with which the bytes begin that were not taken.
    pub fn head_end(self) -> End {
        let seen = self.with(|entry| entry.seen as usize);
        let (found, length) = self.with_bytes(|bytes| (head::end(bytes, seen), bytes.len()));
        if found == End::NotYet {
            // The last byte may be half of the end of a line.
            self.with(|entry| entry.seen = length as u32);
        }
        found
    }

    /// Closes it.
    pub fn close(self) {
        let number = self.with(|entry| {
            entry.owner = Owner::Nobody;
            entry.number
        });
        unsent::forget(number);
        // Whatever it says, the number is free.
        let _ = descriptors::close(number);
    }
}
