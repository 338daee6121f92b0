//! The table of what the program has open.
//!
//! # Safety
//! The table has a place that only one thread uses: a program has one thread,
//! and no signal handler comes here.
#![allow(unsafe_code)]

#[cfg(part = "network")]
use super::network::held::Answer;
use super::rights::Rights;
use super::status::StatusFlags;
use super::{ENOTCAPABLE, Result};
use crate::abi::capabilities::Access;
use crate::stack;
use crate::sys::sockets::SocketType;
use crate::sys::{self, Errno, Fd, OwnedFd};

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
    /// Which grant, for [`Kind::Granted`].
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

#[inline]
fn with_table<T>(action: impl FnOnce(&mut Table) -> T) -> T {
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

/// The descriptor with this number, if it is in use.
#[inline]
pub fn get(number: u32) -> Result<Descriptor> {
    with_table(|table| match table.entries.get(number as usize) {
        Some(descriptor) if descriptor.kind != Kind::Free => Ok(*descriptor),
        _ => Err(Errno::EBADF),
    })
}

/// As [`get`], where all of `rights` are there.
pub fn with_rights(number: u32, rights: Rights) -> Result<Descriptor> {
    let descriptor = get(number)?;
    descriptor.require(rights)?;
    Ok(descriptor)
}

/// As [`host`], in line, with what it is open on: for who asks for thousands.
#[inline(always)]
pub fn host_and_kind(number: u32, rights: Rights) -> Result<(Fd, Kind)> {
    with_table(|table| match table.entries.get(number as usize) {
        Some(entry) if entry.kind != Kind::Free => {
            entry.require(rights)?;
            Ok((entry.host, entry.kind))
        }
        _ => Err(Errno::EBADF),
    })
}

/// The kernel's descriptor behind `number`, where all of `rights` are there.
pub fn host(number: u32, rights: Rights) -> Result<Fd> {
    with_rights(number, rights).map(|descriptor| descriptor.host)
}

/// As [`with_rights`], for what may be a folder. The kernel refuses names in
/// what turns out to be something else.
pub fn folder_with_rights(number: u32, rights: Rights) -> Result<Descriptor> {
    let descriptor = get(number)?;
    match descriptor.kind {
        Kind::Opened | Kind::Folder | Kind::Granted => {}
        Kind::Free | Kind::Inherited | Kind::Listener | Kind::Stream | Kind::Datagram => {
            return Err(Errno::ENOTDIR);
        }
    }
    descriptor.require(rights)?;
    Ok(descriptor)
}

/// The kernel's descriptor behind a folder, where all of `rights` are there.
pub fn folder(number: u32, rights: Rights) -> Result<Fd> {
    folder_with_rights(number, rights).map(|descriptor| descriptor.host)
}

/// Gives `descriptor` the lowest free number; its `host` becomes `opened`.
pub fn insert(opened: OwnedFd, descriptor: Descriptor) -> Result<u32> {
    with_table(|table| {
        let candidates = table.entries.iter_mut().enumerate().skip(table.lowest_free);
        for (number, entry) in candidates {
            if entry.kind == Kind::Free {
                *entry = Descriptor { host: opened.release(), ..descriptor };
                table.lowest_free = number + 1;
                return Ok(number as u32);
            }
        }
        Err(Errno::EMFILE)
    })
}

/// Changes a descriptor that is in use.
pub fn update(number: u32, change: impl FnOnce(&mut Descriptor)) {
    with_table(|table| {
        if let Some(entry) = table.entries.get_mut(number as usize) {
            change(entry);
        }
    });
}

/// Frees the number, then closes what it was open on.
pub fn close(number: u32) -> Result {
    let descriptor = get(number)?;
    with_table(|table| free(table, number));
    sys::descriptor::close(descriptor.host)
}

/// Lets `to` stand for what `from` stands for, and frees `from`. What `to` was
/// open on is closed. Both must be in use.
pub fn renumber(from: u32, to: u32) -> Result {
    let (moved, replaced) = (get(from)?, get(to)?);
    if from == to {
        return Ok(());
    }
    with_table(|table| {
        if let Some(entry) = table.entries.get_mut(to as usize) {
            *entry = moved;
        }
        free(table, from);
    });
    // The move is done; what the close says is about what was replaced.
    let _ = sys::descriptor::close(replaced.host);
    Ok(())
}

fn free(table: &mut Table, number: u32) {
    let number = number as usize;
    if let Some(entry) = table.entries.get_mut(number) {
        *entry = Descriptor::FREE;
        table.lowest_free = table.lowest_free.min(number);
    }
}
