//! The table of what the program has open.
//!
//! # Safety
//! The table has a place that only one thread uses at a time: who holds it. No
//! signal handler comes here.
#![allow(unsafe_code)]

use super::embedded;
#[cfg(part = "network")]
use super::network::held::Answer;
use super::rights::Rights;
use super::status::StatusFlags;
use super::{ENOTCAPABLE, Result, release_held};
use crate::abi::capabilities::Access;
use crate::stack;
use crate::sys::sockets::SocketType;
use crate::sys::{Errno, Fd, OwnedFd};
use crate::threads;

/// What a descriptor is open on, as far as it is known without asking the
/// kernel.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub enum Kind {
    /// The number is not in use. Zero, so that the table starts out empty.
    Free = 0,
    /// What the process was started with: a file, pipe, terminal or socket, but
    /// never a way into a folder.
    Inherited,
    /// A socket that the process was started with for the program to accept from.
    Listener,
    /// Opened by its name. Folders too, unless the program asked for one.
    Opened,
    /// Opened by its name as a folder.
    Folder,
    /// A folder granted at compile time.
    Granted,
    /// A socket of the program's own that carries a stream.
    Stream,
    /// A socket of the program's own that carries datagrams.
    Datagram,
    /// Something in the executable itself; see `host/embedded/`.
    Embedded,
}

/// An entry of the table.
#[derive(Clone, Copy, Debug)]
pub struct Descriptor {
    pub host: Fd,
    pub kind: Kind,
    /// Of the grant it descends from. Unlike rights, which a program may drop,
    /// this is never changed.
    pub access: Access,
    /// As asked for; for what is inherited the kernel knows better.
    pub flags: StatusFlags,
    /// What was sent through it, for [`Kind::Stream`].
    #[cfg(part = "network")]
    pub answer: Answer,
    /// Which grant, for [`Kind::Granted`]; [`Descriptor::BOUND`] for sockets that have a
    /// granted address of their own.
    pub grant: u32,
    /// What may be done with it. Preview1, `$fdstat`, `fs_rights_base`.
    pub rights: Rights,
    /// What may be done with what is opened through it, `fs_rights_inheriting`.
    pub inheriting: Rights,
}

impl Descriptor {
    pub const FREE: Descriptor = Descriptor {
        host: Fd(0),
        kind: Kind::Free,
        access: Access::ReadWrite,
        flags: StatusFlags::NONE,
        #[cfg(part = "network")]
        answer: Answer::NONE,
        grant: 0,
        rights: Rights::NONE,
        inheriting: Rights::NONE,
    };

    #[cfg(part = "network")]
    pub const BOUND: u32 = 1;

    /// What the process was started with under this number. What it can do is
    /// the kernel's to say.
    pub const fn inherited(number: i32) -> Descriptor {
        Descriptor {
            host: Fd(number),
            kind: Kind::Inherited,
            rights: Rights(Rights::OF_FILE.0 | Rights::OF_SOCKET.0),
            inheriting: Rights::OF_SOCKET,
            ..Descriptor::FREE
        }
    }

    /// A socket of the program's own.
    pub const fn socket(host: Fd, socket_type: SocketType, flags: StatusFlags) -> Descriptor {
        Descriptor {
            host,
            kind: match socket_type {
                SocketType::Stream => Kind::Stream,
                SocketType::Datagram => Kind::Datagram,
            },
            flags,
            rights: Rights::OF_SOCKET,
            inheriting: Rights::OF_SOCKET,
            ..Descriptor::FREE
        }
    }

    /// What may really be done with it.
    #[inline]
    pub fn effective_rights(&self) -> Rights {
        match self.access {
            Access::ReadWrite => self.rights,
            Access::ReadOnly => self.rights.without(Rights::THAT_CHANGE),
        }
    }

    #[inline]
    pub fn require(&self, rights: Rights) -> Result {
        if self.effective_rights().contains(rights) { Ok(()) } else { Err(ENOTCAPABLE) }
    }
}

/// More than a process may usually open. Untouched entries take no memory.
const CAPACITY: usize = 1 << 16;

#[repr(C)]
struct Table {
    /// No number below is free. In the page of the first entries.
    lowest_free: usize,
    entries: [Descriptor; CAPACITY],
}

const _: () = assert!(size_of::<Table>() <= stack::TABLE_SIZE);

impl Table {
    /// The entry with this number, if it is in use.
    #[inline]
    fn entry(&mut self, number: u32) -> Result<&mut Descriptor> {
        match self.entries.get_mut(number as usize) {
            Some(descriptor) if descriptor.kind != Kind::Free => Ok(descriptor),
            _ => Err(Errno::EBADF),
        }
    }

    /// Frees a number that is in use, and returns what it was open on.
    fn take(&mut self, number: u32) -> Result<Fd> {
        let entry = self.entry(number)?;
        let host = entry.host;
        *entry = Descriptor::FREE;
        self.lowest_free = self.lowest_free.min(number as usize);
        Ok(host)
    }
}

#[inline]
fn with_table<T>(action: impl FnOnce(&mut Table) -> T) -> T {
    let _held = threads::hold_descriptors();
    let table = stack::TABLE as *mut Table;
    // SAFETY: it is mapped before anything else happens, and zero is a table
    // without descriptors. See the module for who uses it; `action` is one of the
    // closures below, none of which calls this function again.
    action(unsafe { &mut *table })
}

/// Opens descriptors 0 to 2 on the streams the process was started with.
pub fn start() {
    with_table(|table| {
        for (number, entry) in (0..3).zip(&mut table.entries) {
            *entry = Descriptor::inherited(number);
        }
        table.lowest_free = 3;
    });
}

/// The descriptor with this number, if it is in use. Whatever other threads do,
/// what it is open on stays open until the host function ends.
#[inline]
pub fn get(number: u32) -> Result<Descriptor> {
    with_table(|table| {
        let descriptor = *table.entry(number)?;
        threads::use_descriptor(descriptor.host);
        Ok(descriptor)
    })
}

#[cfg(not(part = "threads"))]
pub use self::get as look;

/// As [`get`], for who does nothing with what it is open on.
#[cfg(part = "threads")]
pub fn look(number: u32) -> Result<Descriptor> {
    with_table(|table| table.entry(number).copied())
}

/// As [`get`], where all of `rights` are there.
pub fn with_rights(number: u32, rights: Rights) -> Result<Descriptor> {
    find(number, rights, Kinds::ANY, Errno::EBADF)
}

/// As [`with_rights`], in line: for who asks for thousands. The kernel's
/// descriptor, and what it is open on.
#[inline(always)]
pub fn host_and_kind(number: u32, rights: Rights) -> Result<(Fd, Kind)> {
    pick(number, rights, Kinds::ANY, Errno::EBADF, |entry| (entry.host, entry.kind))
}

/// The kernel's descriptor behind `number`, where all of `rights` are there.
pub fn host(number: u32, rights: Rights) -> Result<Fd> {
    with_rights(number, rights).map(|descriptor| descriptor.host)
}

/// As [`with_rights`], for what may be a folder. The kernel refuses names in
/// what turns out to be something else.
pub fn folder_with_rights(number: u32, rights: Rights) -> Result<Descriptor> {
    find(number, rights, Kinds::PERHAPS_FOLDERS, Errno::ENOTDIR)
}

/// As [`with_rights`], for what may be a socket: nothing that was opened by its
/// name is one. Of what the process was started with, the kernel knows.
pub fn socket_with_rights(number: u32, rights: Rights) -> Result<Descriptor> {
    find(number, rights, Kinds::PERHAPS_SOCKETS, Errno::ENOTSOCK)
}

/// What is known of what may be a socket, in few enough bytes for registers.
#[derive(Clone, Copy, Debug)]
pub struct Socket {
    pub host: Fd,
    pub kind: Kind,
    #[cfg(part = "network")]
    pub answer: Answer,
}

/// As [`socket_with_rights`], in line: for who sends and receives.
#[inline(always)]
pub fn socket(number: u32, rights: Rights) -> Result<Socket> {
    pick(number, rights, Kinds::PERHAPS_SOCKETS, Errno::ENOTSOCK, |entry| Socket {
        host: entry.host,
        kind: entry.kind,
        #[cfg(part = "network")]
        answer: entry.answer,
    })
}

/// A set of kinds.
#[derive(Clone, Copy)]
struct Kinds(u16);

impl Kinds {
    const ANY: Kinds = Kinds(u16::MAX);
    const PERHAPS_FOLDERS: Kinds =
        Kinds::of(&[Kind::Opened, Kind::Folder, Kind::Granted, Kind::Embedded]);
    const PERHAPS_SOCKETS: Kinds =
        Kinds::of(&[Kind::Inherited, Kind::Listener, Kind::Stream, Kind::Datagram]);

    fn has(self, kind: Kind) -> bool {
        self.0 & 1 << kind as u16 != 0
    }

    const fn of(kinds: &[Kind]) -> Kinds {
        let (mut set, mut index) = (0, 0);
        while index < kinds.len() {
            set |= 1 << kinds[index] as u16;
            index += 1;
        }
        Kinds(set)
    }
}

#[inline(never)]
fn find(number: u32, rights: Rights, kinds: Kinds, otherwise: Errno) -> Result<Descriptor> {
    pick(number, rights, kinds, otherwise, |entry| *entry)
}

/// As [`get`], for what `of` takes from a descriptor that is of one of `kinds`, or
/// else `otherwise`, and that has all of `rights`.
#[inline(always)]
fn pick<T>(
    number: u32,
    rights: Rights,
    kinds: Kinds,
    otherwise: Errno,
    of: impl FnOnce(&Descriptor) -> T,
) -> Result<T> {
    with_table(|table| {
        let entry = table.entry(number)?;
        if !kinds.has(entry.kind) {
            return Err(otherwise);
        }
        entry.require(rights)?;
        threads::use_descriptor(entry.host);
        Ok(of(entry))
    })
}

/// The kernel's descriptor behind a folder, where all of `rights` are there.
pub fn folder(number: u32, rights: Rights) -> Result<Fd> {
    folder_with_rights(number, rights).map(|descriptor| descriptor.host)
}

/// Gives `descriptor` the lowest free number; its `host` becomes `opened`.
pub fn insert(opened: OwnedFd, descriptor: Descriptor) -> Result<u32> {
    if !threads::can_use(opened.fd()) {
        return Err(Errno::EMFILE);
    }
    let number = insert_embedded(Descriptor { host: opened.fd(), ..descriptor })?;
    opened.release();
    Ok(number)
}

/// As [`insert`], with nothing that would have to be closed.
pub fn insert_embedded(descriptor: Descriptor) -> Result<u32> {
    with_table(|table| {
        let number = lowest_free(table)?;
        if let Some(entry) = table.entries.get_mut(number) {
            *entry = descriptor;
        }
        table.lowest_free = number + 1;
        Ok(number as u32)
    })
}

/// Whether there is a number for one more: for those who would have to undo
/// what they did before [`insert`].
pub fn ensure_room() -> Result {
    with_table(|table| lowest_free(table).map(drop))
}

/// The lowest free number; it is not searched for twice.
fn lowest_free(table: &mut Table) -> Result<usize> {
    while let Some(entry) = table.entries.get(table.lowest_free) {
        if entry.kind == Kind::Free {
            return Ok(table.lowest_free);
        }
        table.lowest_free += 1;
    }
    Err(Errno::EMFILE)
}

/// Changes a descriptor that is in use.
pub fn update(number: u32, change: impl FnOnce(&mut Descriptor) -> Result) -> Result {
    with_table(|table| change(table.entry(number)?))
}

/// Lets `number` be open on `opened` instead of `replaced`, unless somebody was
/// faster.
pub fn reopen(number: u32, replaced: Fd, opened: OwnedFd) {
    let is_done = update(number, |entry| {
        if entry.host != replaced {
            return Err(Errno::EBADF);
        }
        entry.host = opened.release();
        Ok(())
    });
    if is_done.is_ok() {
        // It was open only for looking up names.
        let _ = threads::close(replaced);
    }
}

/// Frees the number, then closes what it was open on.
pub fn close(number: u32) -> Result {
    release_held();
    let host = with_table(|table| table.take(number))?;
    close_host(host)
}

fn close_host(host: Fd) -> Result {
    if embedded::is_node(host) { Ok(()) } else { threads::close(host) }
}

/// Lets `to` stand for what `from` stands for, and frees `from`. What `to` was
/// open on is closed. Both must be in use.
pub fn renumber(from: u32, to: u32) -> Result {
    release_held();
    let replaced = with_table(|table| {
        let moved = *table.entry(from)?;
        let replaced = core::mem::replace(table.entry(to)?, moved);
        if from != to {
            table.take(from)?;
        }
        Ok(replaced.host)
    })?;
    if from != to {
        // The move is done; what the close says is about what was replaced.
        let _ = close_host(replaced);
    }
    Ok(())
}
