//! Functions on descriptors.

use super::{Errno, Result, types};
use crate::guest::Guest;
use crate::host::clocks;
use crate::host::descriptors;
use crate::host::files::{self, Advice};
use crate::host::grants;
use crate::host::rights::Rights;
use crate::sys::Buffer;
use crate::sys::clocks::Timespec;
use crate::sys::files::Whence;
use crate::sys::paths::Times;

pub fn fd_read(guest: Guest, fd: u32, iovs: u32, iovs_len: u32, nread: u32) -> Result {
    transfer(guest, fd, iovs, iovs_len, nread, files::read)
}

pub fn fd_write(guest: Guest, fd: u32, iovs: u32, iovs_len: u32, nwritten: u32) -> Result {
    transfer(guest, fd, iovs, iovs_len, nwritten, files::write)
}

/// Calls `operation` with the buffers, and stores how many bytes it moved.
#[inline(never)]
fn transfer(
    guest: Guest,
    fd: u32,
    iovs: u32,
    iovs_len: u32,
    count: u32,
    operation: fn(u32, &[Buffer]) -> Result<usize>,
) -> Result {
    let slot = guest.slot(count)?;
    guest.with_buffers(iovs, iovs_len, |buffers| {
        slot.store(types::size(operation(fd, buffers)?));
        Ok(())
    })
}

pub fn fd_pread(
    guest: Guest,
    fd: u32,
    iovs: u32,
    iovs_len: u32,
    offset: u64,
    nread: u32,
) -> Result {
    let slot = guest.slot(nread)?;
    guest.with_buffers_shared(iovs, iovs_len, &mut |buffers| {
        slot.store(types::size(files::read_at(fd, buffers, offset)?));
        Ok(())
    })
}

pub fn fd_pwrite(
    guest: Guest,
    fd: u32,
    iovs: u32,
    iovs_len: u32,
    offset: u64,
    nwritten: u32,
) -> Result {
    let slot = guest.slot(nwritten)?;
    guest.with_buffers_shared(iovs, iovs_len, &mut |buffers| {
        slot.store(types::size(files::write_at(fd, buffers, offset)?));
        Ok(())
    })
}

pub fn fd_seek(guest: Guest, fd: u32, offset: u64, whence: u32, newoffset: u32) -> Result {
    // Preview1, `$whence`.
    let whence = match whence {
        0 => Whence::Set,
        1 => Whence::Current,
        2 => Whence::End,
        _ => return Err(Errno::EINVAL),
    };
    let slot = guest.slot(newoffset)?;
    slot.store(files::seek(fd, offset as i64, whence)?.to_le_bytes());
    Ok(())
}

pub fn fd_tell(guest: Guest, fd: u32, offset: u32) -> Result {
    let slot = guest.slot(offset)?;
    slot.store(files::tell(fd)?.to_le_bytes());
    Ok(())
}

pub fn fd_close(_: Guest, fd: u32) -> Result {
    descriptors::close(fd)
}

pub fn fd_renumber(_: Guest, fd: u32, to: u32) -> Result {
    descriptors::renumber(fd, to)
}

pub fn fd_sync(_: Guest, fd: u32) -> Result {
    files::sync(fd)
}

pub fn fd_datasync(_: Guest, fd: u32) -> Result {
    files::sync_data(fd)
}

pub fn fd_advise(_: Guest, fd: u32, offset: u64, len: u64, advice: u32) -> Result {
    // Preview1, `$advice`.
    let advice = match advice {
        0 => Advice::Normal,
        1 => Advice::Sequential,
        2 => Advice::Random,
        3 => Advice::WillNeed,
        4 => Advice::DontNeed,
        5 => Advice::NoReuse,
        _ => return Err(Errno::EINVAL),
    };
    files::advise(fd, offset, len, advice)
}

pub fn fd_allocate(_: Guest, fd: u32, offset: u64, len: u64) -> Result {
    files::allocate(fd, offset, len)
}

pub fn fd_fdstat_get(guest: Guest, fd: u32, stat: u32) -> Result {
    let slot = guest.slot(stat)?;
    slot.store(types::fdstat(&files::describe(fd)?));
    Ok(())
}

pub fn fd_fdstat_set_flags(_: Guest, fd: u32, flags: u32) -> Result {
    files::set_flags(fd, types::status_flags(flags)?)
}

pub fn fd_fdstat_set_rights(_: Guest, fd: u32, rights_base: u64, rights_inheriting: u64) -> Result {
    files::set_rights(fd, Rights(rights_base), Rights(rights_inheriting))
}

pub fn fd_filestat_get(guest: Guest, fd: u32, stat: u32) -> Result {
    let slot = guest.slot(stat)?;
    slot.store(types::filestat(&files::attributes(fd)?));
    Ok(())
}

pub fn fd_filestat_set_size(_: Guest, fd: u32, size: u64) -> Result {
    files::set_size(fd, size)
}

pub fn fd_filestat_set_times(_: Guest, fd: u32, atim: u64, mtim: u64, flags: u32) -> Result {
    files::set_times(fd, &times(atim, mtim, flags)?)
}

/// Preview1, `$fstflags`.
#[inline(never)]
pub fn times(atim: u64, mtim: u64, flags: u32) -> Result<Times> {
    const ATIM: u32 = 1;
    const ATIM_NOW: u32 = 2;
    const MTIM: u32 = 4;
    const MTIM_NOW: u32 = 8;
    if flags > (ATIM | ATIM_NOW | MTIM | MTIM_NOW) {
        return Err(Errno::EINVAL);
    }
    let choose = |time: u64, set: u32, now: u32| match (flags & set != 0, flags & now != 0) {
        (true, true) => Err(Errno::EINVAL),
        (true, false) => Ok(clocks::timespec(time)),
        (false, true) => Ok(Timespec::NOW),
        (false, false) => Ok(Timespec::OMIT),
    };
    Ok(Times { access: choose(atim, ATIM, ATIM_NOW)?, modification: choose(mtim, MTIM, MTIM_NOW)? })
}

pub fn fd_prestat_get(guest: Guest, fd: u32, prestat: u32) -> Result {
    let slot = guest.slot(prestat)?;
    // `EBADF`, as for what is not open, would end the search for folders, which
    // come behind it.
    #[cfg(part = "network")]
    if is_listener(fd) {
        slot.store(types::PRESTAT_OF_SOCKET);
        return Ok(());
    }
    slot.store(types::prestat_of_folder(grants::guest_name(fd)?.len() as u32));
    Ok(())
}

#[cfg(part = "network")]
fn is_listener(fd: u32) -> bool {
    use crate::host::descriptors::Kind;
    descriptors::get(fd).is_ok_and(|descriptor| descriptor.kind == Kind::Listener)
}

pub fn fd_prestat_dir_name(guest: Guest, fd: u32, path: u32, path_len: u32) -> Result {
    #[cfg(part = "network")]
    if is_listener(fd) {
        return Ok(());
    }
    let name = grants::guest_name(fd)?;
    if name.len() > path_len as usize {
        return Err(Errno::ENAMETOOLONG);
    }
    guest.store_bytes(path, name)
}
