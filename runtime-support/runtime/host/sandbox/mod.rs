//! Paths that cannot leave the folder they start from, whatever `..`, symbolic
//! links and other processes do meanwhile.
//!
//! The kernel resolves them where it can (`openat2`), a walk of our own where
//! it cannot. What leaves the folder is `EPERM`.

#[cfg(debug_assertions)]
mod second_opinion;
mod support;
mod walk;

use core::ffi::CStr;

use super::path::{Ending, Path};
use super::{Result, grants};
use crate::sys::paths::{self, O_CREAT, O_DIRECTORY, O_EXCL, O_NOFOLLOW, O_PATH};
use crate::sys::{Errno, Fd, OwnedFd};
use walk::{Purpose, Walk};

/// What happens when the last component of a path is a symbolic link. Source:
/// preview1, `$lookupflags`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Follow {
    /// The operation is on the link.
    No,
    /// The operation is on what it points to.
    Yes,
}

/// How often a path is walked again that changes meanwhile.
const ATTEMPTS: u32 = 4;

/// A folder that is either one of the program's or opened on the way.
#[derive(Debug)]
pub enum Folder {
    Given(Fd),
    Opened(OwnedFd),
}

impl Folder {
    pub fn fd(&self) -> Fd {
        match self {
            Folder::Given(fd) => *fd,
            Folder::Opened(fd) => fd.fd(),
        }
    }
}

/// Opens `path` below `folder`, with flags of open(2).
pub fn open(folder: Fd, path: &Path, follow: Follow, flags: u32) -> Result<OwnedFd> {
    open_text(folder, path.text(), follow, flags)
}

#[inline(never)]
fn open_text(folder: Fd, path: &CStr, follow: Follow, flags: u32) -> Result<OwnedFd> {
    match open_beneath(folder, path, follow, flags) {
        Err(Errno::ENOENT) => open_beneath(behind(folder)?, path, follow, flags),
        result => result,
    }
}

#[inline(never)]
fn open_beneath(folder: Fd, path: &CStr, follow: Follow, flags: u32) -> Result<OwnedFd> {
    let nofollow = if follow == Follow::No { O_NOFOLLOW } else { 0 };
    let opened = match support::open_beneath(folder, path, flags | nofollow) {
        Some(result) => result,
        None => open_by_walk(folder, path, follow, flags),
    }?;
    #[cfg(debug_assertions)]
    second_opinion::assert_beneath(folder, opened.fd());
    Ok(opened)
}

/// As [`open`], component by component.
fn open_by_walk(folder: Fd, path: &CStr, follow: Follow, flags: u32) -> Result<OwnedFd> {
    // open(2), `O_EXCL`: a symbolic link is not followed.
    let exclusive = O_CREAT | O_EXCL;
    let follow = if flags & exclusive == exclusive { Follow::No } else { follow };
    let purpose = if flags & O_CREAT != 0 { Purpose::Create } else { Purpose::Find };
    let mut opened = Err(Errno::ELOOP);
    for _ in 0..ATTEMPTS {
        walk(folder, path, follow, purpose, &mut |walk| {
            let mut flags = flags | O_NOFOLLOW;
            if walk.must_be_folder() {
                if purpose == Purpose::Create {
                    // It ended with dots.
                    let exists = flags & O_EXCL != 0;
                    return Err(if exists { Errno::EEXIST } else { Errno::EISDIR });
                }
                flags |= O_DIRECTORY;
            }
            opened = paths::open(walk.folder(), walk.name(), flags);
            Ok(())
        })?;
        // Where links are followed, it became one after the walk had looked.
        match opened {
            Err(Errno::ELOOP) if follow == Follow::Yes => {}
            _ => break,
        }
    }
    opened
}

/// Calls `arrived` at the end of a walk along `path`.
#[inline(never)]
fn walk(
    folder: Fd,
    path: &CStr,
    follow: Follow,
    purpose: Purpose,
    arrived: &mut dyn FnMut(&Walk) -> Result,
) -> Result {
    let mut walk = Walk::new(folder, purpose);
    walk.go(path, follow)?;
    #[cfg(debug_assertions)]
    second_opinion::assert_beneath(folder, walk.folder());
    arrived(&walk)
}

/// Opens `path` below `folder` only to look at what it is.
pub fn open_to_look(folder: Fd, path: &Path, follow: Follow) -> Result<OwnedFd> {
    open(folder, path, follow, O_PATH)
}

/// The folder that the last component of `path` is a name in, and that name, which need
/// not be there. For a path that ends with dots, the folder it stands for and `.`. The
/// name is a single component, perhaps with slashes behind it, and may be a symbolic
/// link: only operations that do not follow it may use it.
pub fn parent(folder: Fd, path: &mut Path) -> Result<(Folder, &CStr)> {
    if path.is_absolute() {
        return Err(Errno::EPERM);
    }
    if path.ending() == Ending::Dots {
        return Ok((open_folder(folder, path.text())?, c"."));
    }
    match path.split() {
        (None, name) => Ok((Folder::Given(folder), name)),
        (Some(parent), name) => Ok((open_folder(folder, parent)?, name)),
    }
}

fn open_folder(folder: Fd, path: &CStr) -> Result<Folder> {
    open_text(folder, path, Follow::Yes, O_PATH | O_DIRECTORY).map(Folder::Opened)
}

/// Calls `action` with the folder and name of what `path` stands for: what [`parent`] finds,
/// or with [`Follow::Yes`] where all symbolic links lead. Should the name become a link
/// meanwhile, `action` must not follow it. It fails by `ENOENT` where nothing has the name,
/// and may then be called again.
pub fn with_name(
    folder: Fd,
    path: &mut Path,
    follow: Follow,
    action: &mut dyn FnMut(Fd, &CStr) -> Result,
) -> Result {
    match with_name_beneath(folder, path, follow, action) {
        Err(Errno::ENOENT) => with_name_beneath(behind(folder)?, path, follow, action),
        result => result,
    }
}

#[inline(never)]
fn with_name_beneath(
    folder: Fd,
    path: &mut Path,
    follow: Follow,
    action: &mut dyn FnMut(Fd, &CStr) -> Result,
) -> Result {
    if follow == Follow::No {
        let (parent, name) = parent(folder, path)?;
        return action(parent.fd(), name);
    }
    walk(folder, path.text(), Follow::Yes, Purpose::Find, &mut |walk| {
        if !walk.must_be_folder() {
            return action(walk.folder(), walk.name());
        }
        let flags = O_PATH | O_DIRECTORY | O_NOFOLLOW;
        let target = paths::open(walk.folder(), walk.name(), flags)?;
        action(target.fd(), c".")
    })
}

/// Where else to look for a name that `folder` does not have. `ENOENT` where nowhere.
fn behind(folder: Fd) -> Result<Fd> {
    grants::behind(folder).ok_or(Errno::ENOENT)
}
