//! Operations on open descriptors.

use super::descriptors::{self, Descriptor, Kind};
use super::embedded;
#[cfg(part = "network")]
use super::network::held;
use super::rights::Rights;
use super::status::{Attributes, Filetype, StatusFlags};
use super::{ENOTCAPABLE, Result, release_held, required};
use crate::sys::files::{self, Whence};
use crate::sys::paths::{self, Times};
use crate::sys::sockets::{self, SocketType};
use crate::sys::{Buffer, Errno, Fd};

#[inline]
pub fn read(number: u32, buffers: &[Buffer]) -> Result<usize> {
    release_held();
    let descriptor = descriptors::with_rights(number, required::READ)?;
    if let Some(result) = embedded::read(number, &descriptor, buffers) {
        return result;
    }
    #[cfg(part = "network")]
    held::take_failure(number, descriptor.answer)?;
    files::read(descriptor.host, buffers)
}

#[inline]
pub fn write(number: u32, buffers: &[Buffer]) -> Result<usize> {
    let (host, _kind) = descriptors::host_and_kind(number, required::WRITE)?;
    #[cfg(part = "network")]
    held::bypass(number, _kind)?;
    files::write(host, buffers)
}

pub fn read_at(number: u32, buffers: &[Buffer], offset: u64) -> Result<usize> {
    let descriptor = descriptors::with_rights(number, required::READ_AT)?;
    if let Some(result) = embedded::read_at(&descriptor, buffers, offset) {
        return result;
    }
    files::read_at(descriptor.host, buffers, offset)
}

pub fn write_at(number: u32, buffers: &[Buffer], offset: u64) -> Result<usize> {
    let (host, _) = descriptors::host_and_kind(number, required::WRITE_AT)?;
    files::write_at(host, buffers, offset)
}

pub fn seek(number: u32, offset: i64, whence: Whence) -> Result<u64> {
    if offset == 0 && whence == Whence::Current {
        return tell(number);
    }
    let descriptor = descriptors::with_rights(number, required::SEEK)?;
    if let Some(result) = embedded::seek(number, &descriptor, offset, whence) {
        return result;
    }
    files::seek(descriptor.host, offset, whence)
}

pub fn tell(number: u32) -> Result<u64> {
    let descriptor = descriptors::get(number)?;
    // Preview1, `$rights`, `fd_seek`: implies `fd_tell`.
    if descriptor.require(required::SEEK).is_err() {
        descriptor.require(required::TELL)?;
    }
    if let Some(result) = embedded::seek(number, &descriptor, 0, Whence::Current) {
        return result;
    }
    files::seek(descriptor.host, 0, Whence::Current)
}

/// What a program may tell the kernel about its plans with a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Advice {
    Normal,
    Sequential,
    Random,
    WillNeed,
    DontNeed,
    NoReuse,
}

pub fn advise(number: u32, offset: u64, length: u64, advice: Advice) -> Result {
    let descriptor = descriptors::with_rights(number, required::ADVISE)?;
    if embedded::is_embedded(&descriptor) {
        return Ok(());
    }
    // `linux/fadvise.h`.
    let advice = match advice {
        Advice::Normal => 0,
        Advice::Random => 1,
        Advice::Sequential => 2,
        Advice::WillNeed => 3,
        Advice::DontNeed => 4,
        Advice::NoReuse => 5,
    };
    files::advise(descriptor.host, offset, length, advice)
}

pub fn allocate(number: u32, offset: u64, length: u64) -> Result {
    let host = descriptors::host(number, required::ALLOCATE)?;
    files::allocate(host, offset, length)
}

pub fn set_size(number: u32, size: u64) -> Result {
    let host = descriptors::host(number, required::SET_SIZE)?;
    files::truncate(host, size)
}

pub fn sync(number: u32) -> Result {
    let descriptor = descriptors::with_rights(number, required::SYNC)?;
    with_open_folder(number, &descriptor, &mut files::sync)
}

pub fn sync_data(number: u32) -> Result {
    let descriptor = descriptors::with_rights(number, required::SYNC_DATA)?;
    with_open_folder(number, &descriptor, &mut files::sync_data)
}

/// Calls `action` with the kernel's descriptor. Granted folders are at first
/// open only for looking up names, which needs no permission to read them; here
/// they are opened for real.
#[inline(never)]
pub fn with_open_folder(
    number: u32,
    descriptor: &Descriptor,
    action: &mut dyn FnMut(Fd) -> Result,
) -> Result {
    if embedded::is_embedded(descriptor) {
        // It is on disk for as long as the executable is.
        return Ok(());
    }
    match action(descriptor.host) {
        Err(Errno::EBADF) if descriptor.kind == Kind::Granted => {}
        result => return result,
    }
    let opened = paths::open(descriptor.host, c".", paths::O_RDONLY | paths::O_DIRECTORY)?;
    let result = action(opened.fd());
    descriptors::reopen(number, descriptor.host, opened);
    result
}

pub fn attributes(number: u32) -> Result<Attributes> {
    let descriptor = descriptors::with_rights(number, required::ATTRIBUTES)?;
    if let Some(result) = embedded::attributes(&descriptor) {
        return result;
    }
    let mut attributes = Attributes::of(descriptor.host)?;
    if attributes.filetype == Filetype::SocketStream {
        attributes.filetype = socket_filetype(descriptor.host);
    }
    Ok(attributes)
}

pub fn set_times(number: u32, times: &Times) -> Result {
    let descriptor = descriptors::with_rights(number, required::SET_TIMES)?;
    match descriptor.kind {
        // Also where it is open only for looking up names.
        Kind::Folder | Kind::Granted => paths::set_times(descriptor.host, c".", times),
        // The kernel asks who owns the file, not how it is open.
        Kind::Inherited
            if unavailable(files::status_flags(descriptor.host)?).contains(required::SET_TIMES) =>
        {
            Err(Errno::EBADF)
        }
        _ => paths::set_times_of_file(descriptor.host, times),
    }
}

pub fn set_flags(number: u32, flags: StatusFlags) -> Result {
    let descriptor = descriptors::with_rights(number, required::SET_FLAGS)?;
    if let Some(result) = embedded::set_flags(number, &descriptor, flags) {
        return result;
    }
    let open_flags = match descriptor.kind {
        // Nobody else has it: how it is open is known.
        Kind::Stream | Kind::Datagram => descriptor.flags.to_open_flags() | paths::O_RDWR,
        _ => files::status_flags(descriptor.host)?,
    };
    let current = match descriptor.kind {
        Kind::Inherited | Kind::Listener => StatusFlags::from_open_flags(open_flags),
        _ => descriptor.flags,
    };
    // fcntl(2), `F_SETFL`: how writes are synchronised cannot be changed, which
    // the kernel passes over in silence.
    if flags.synchronisation() != current.synchronisation() {
        return Err(Errno::EINVAL);
    }
    let kept = open_flags & !(paths::O_APPEND | paths::O_NONBLOCK);
    let wanted = kept | flags.to_open_flags();
    with_open_folder(number, &descriptor, &mut |host| files::set_status_flags(host, wanted))?;
    descriptors::update(number, |entry| {
        // Not where another thread has put something else there.
        if entry.host == descriptor.host {
            entry.flags = flags;
        }
        Ok(())
    })
}

/// Drops rights. None can be added.
pub fn set_rights(number: u32, rights: Rights, inheriting: Rights) -> Result {
    descriptors::update(number, |entry| {
        let passed_on = embedded::inheriting(entry).unwrap_or(entry.inheriting);
        if !entry.rights.contains(rights) || !passed_on.contains(inheriting) {
            return Err(ENOTCAPABLE);
        }
        entry.rights = rights;
        // Otherwise it has another meaning, and stays.
        if passed_on == entry.inheriting {
            entry.inheriting = inheriting;
        }
        Ok(())
    })
}

/// What a descriptor is and may do. Source: preview1, `$fdstat`.
#[derive(Clone, Copy, Debug)]
pub struct Description {
    pub filetype: Filetype,
    pub flags: StatusFlags,
    pub rights: Rights,
    pub inheriting: Rights,
}

pub fn describe(number: u32) -> Result<Description> {
    let descriptor = descriptors::get(number)?;
    if let Some(description) = embedded::describe(&descriptor) {
        return Ok(description);
    }
    let mut description = Description {
        filetype: Filetype::Directory,
        flags: descriptor.flags,
        rights: descriptor.effective_rights(),
        // What a read-only grant withholds is left in: C's library leaves out
        // what is not in here when it opens a file, and would turn opening for
        // writing into opening for reading instead of an error.
        inheriting: descriptor.inheriting,
    };
    // Of what is the program's own, everything is known.
    let known = match descriptor.kind {
        Kind::Folder | Kind::Granted => Some(Filetype::Directory),
        Kind::Stream => Some(Filetype::SocketStream),
        Kind::Datagram => Some(Filetype::SocketDgram),
        _ => None,
    };
    if let Some(filetype) = known {
        description.filetype = filetype;
        return Ok(description);
    }
    let host = descriptor.host;
    description.filetype = Attributes::of(host)?.filetype;
    if descriptor.kind != Kind::Opened {
        let open_flags = files::status_flags(host)?;
        description.flags = StatusFlags::from_open_flags(open_flags);
        description.rights = description.rights.without(unavailable(open_flags));
    }
    let applicable = match description.filetype {
        Filetype::Directory => Rights::OF_FOLDER,
        Filetype::RegularFile | Filetype::BlockDevice => Rights::OF_FILE,
        // C's library takes a character device that cannot seek for a terminal.
        Filetype::CharacterDevice if !files::is_terminal(host) => Rights::OF_FILE,
        Filetype::SocketStream | Filetype::SocketDgram => {
            description.filetype = socket_filetype(host);
            Rights::OF_SOCKET
        }
        _ => Rights::OF_FILE.without(Rights::FD_SEEK.union(Rights::FD_TELL)),
    };
    description.rights = description.rights.intersection(applicable);
    Ok(description)
}

/// The rights that the access mode rules out.
fn unavailable(open_flags: u32) -> Rights {
    match open_flags & paths::O_ACCMODE {
        paths::O_RDONLY => Rights::THAT_CHANGE,
        paths::O_WRONLY => Rights::FD_READ,
        _ => Rights::NONE,
    }
}

fn socket_filetype(host: Fd) -> Filetype {
    match sockets::socket_type(host) {
        Ok(SocketType::Datagram) => Filetype::SocketDgram,
        _ => Filetype::SocketStream,
    }
}
