//! Functions on paths.

use super::files::times;
use super::{Errno, Result, types};
use crate::guest::Guest;
use crate::host::path::{PATH_MAX, Path};
use crate::host::rights::Rights;
use crate::host::status::Attributes;
use crate::host::tree::{self, Location, OpenRequest};

/// Copies the path of `length` bytes at `pointer` into `path`.
#[inline(never)]
fn load(guest: Guest, path: &mut Path, pointer: u32, length: u32) -> Result {
    // A path that is too long is none, wherever it would end.
    path.fill(length as usize, &mut |space| guest.copy_bytes(pointer, space))
}

/// Calls `operation` with the path of `length` bytes at `pointer`.
#[inline(never)]
fn on_path(
    guest: Guest,
    fd: u32,
    pointer: u32,
    length: u32,
    operation: fn(u32, &mut Path) -> Result,
) -> Result {
    let mut text = Path::new();
    load(guest, &mut text, pointer, length)?;
    operation(fd, &mut text)
}

pub fn path_create_directory(guest: Guest, fd: u32, path: u32, path_len: u32) -> Result {
    on_path(guest, fd, path, path_len, tree::create_directory)
}

pub fn path_filestat_get(
    guest: Guest,
    fd: u32,
    flags: u32,
    path: u32,
    path_len: u32,
    stat: u32,
) -> Result {
    let slot = guest.slot(stat)?;
    slot.store(types::filestat(&attributes(guest, fd, flags, path, path_len)?));
    Ok(())
}

/// The attributes of what the path of `path_len` bytes at `path` stands for.
pub fn attributes(
    guest: Guest,
    fd: u32,
    flags: u32,
    path: u32,
    path_len: u32,
) -> Result<Attributes> {
    let follow = types::follow(flags)?;
    let mut text = Path::new();
    load(guest, &mut text, path, path_len)?;
    tree::attributes(fd, &mut text, follow)
}

#[expect(clippy::too_many_arguments, reason = "preview 1 has it so")]
pub fn path_filestat_set_times(
    guest: Guest,
    fd: u32,
    flags: u32,
    path: u32,
    path_len: u32,
    atim: u64,
    mtim: u64,
    fst_flags: u32,
) -> Result {
    let follow = types::follow(flags)?;
    let times = times(atim, mtim, fst_flags)?;
    let mut text = Path::new();
    load(guest, &mut text, path, path_len)?;
    tree::set_times(fd, &mut text, follow, &times)
}

#[expect(clippy::too_many_arguments, reason = "preview 1 has it so")]
pub fn path_link(
    guest: Guest,
    old_fd: u32,
    old_flags: u32,
    old_path: u32,
    old_path_len: u32,
    new_fd: u32,
    new_path: u32,
    new_path_len: u32,
) -> Result {
    let follow = types::follow(old_flags)?;
    let (mut old_text, mut new_text) = (Path::new(), Path::new());
    load(guest, &mut old_text, old_path, old_path_len)?;
    load(guest, &mut new_text, new_path, new_path_len)?;
    let from = Location { number: old_fd, path: &mut old_text };
    let to = Location { number: new_fd, path: &mut new_text };
    tree::link(from, follow, to)
}

#[expect(clippy::too_many_arguments, reason = "preview 1 has it so")]
pub fn path_open(
    guest: Guest,
    fd: u32,
    dirflags: u32,
    path: u32,
    path_len: u32,
    oflags: u32,
    rights_base: u64,
    rights_inheriting: u64,
    fdflags: u32,
    opened_fd: u32,
) -> Result {
    let request = open_request(dirflags, oflags, [rights_base, rights_inheriting], fdflags)?;
    let slot = guest.slot(opened_fd)?;
    let mut text = Path::new();
    load(guest, &mut text, path, path_len)?;
    slot.store(tree::open(fd, &text, &request)?.to_le_bytes());
    Ok(())
}

/// What `path_open` is asked for.
#[inline]
pub fn open_request(
    dirflags: u32,
    oflags: u32,
    [rights_base, rights_inheriting]: [u64; 2],
    fdflags: u32,
) -> Result<OpenRequest> {
    // Preview1, `$oflags`.
    const CREAT: u32 = 1;
    const DIRECTORY: u32 = 2;
    const EXCL: u32 = 4;
    const TRUNC: u32 = 8;
    if oflags > (CREAT | DIRECTORY | EXCL | TRUNC) {
        return Err(Errno::EINVAL);
    }
    Ok(OpenRequest {
        follow: types::follow(dirflags)?,
        create: oflags & CREAT != 0,
        exclusive: oflags & EXCL != 0,
        truncate: oflags & TRUNC != 0,
        folder: oflags & DIRECTORY != 0,
        rights: Rights(rights_base),
        inheriting: Rights(rights_inheriting),
        flags: types::status_flags(fdflags)?,
    })
}

pub fn path_readlink(
    guest: Guest,
    fd: u32,
    path: u32,
    path_len: u32,
    buf: u32,
    buf_len: u32,
    bufused: u32,
) -> Result {
    let slot = guest.slot(bufused)?;
    guest.buffer(buf, buf_len)?;
    let mut text = Path::new();
    load(guest, &mut text, path, path_len)?;
    let mut target = [0; PATH_MAX];
    let target = tree::read_link(fd, &mut text, &mut target)?;
    // What does not fit is cut off.
    let fitting = target.get(..buf_len as usize).unwrap_or(target);
    guest.store_bytes(buf, fitting)?;
    slot.store(types::size(fitting.len()));
    Ok(())
}

pub fn path_remove_directory(guest: Guest, fd: u32, path: u32, path_len: u32) -> Result {
    on_path(guest, fd, path, path_len, tree::remove_directory)
}

pub fn path_rename(
    guest: Guest,
    fd: u32,
    old_path: u32,
    old_path_len: u32,
    new_fd: u32,
    new_path: u32,
    new_path_len: u32,
) -> Result {
    let (mut old_text, mut new_text) = (Path::new(), Path::new());
    load(guest, &mut old_text, old_path, old_path_len)?;
    load(guest, &mut new_text, new_path, new_path_len)?;
    let from = Location { number: fd, path: &mut old_text };
    let to = Location { number: new_fd, path: &mut new_text };
    tree::rename(from, to)
}

pub fn path_symlink(
    guest: Guest,
    old_path: u32,
    old_path_len: u32,
    fd: u32,
    new_path: u32,
    new_path_len: u32,
) -> Result {
    let (mut target, mut text) = (Path::new(), Path::new());
    load(guest, &mut target, old_path, old_path_len)?;
    load(guest, &mut text, new_path, new_path_len)?;
    tree::symlink(&target, fd, &mut text)
}

pub fn path_unlink_file(guest: Guest, fd: u32, path: u32, path_len: u32) -> Result {
    on_path(guest, fd, path, path_len, tree::unlink_file)
}
