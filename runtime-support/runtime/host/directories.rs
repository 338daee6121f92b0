//! What a folder lists.
//!
//! A cookie is the kernel's own position behind an entry, so that it stays
//! right while names come and go, and nothing is kept between calls. Source:
//! getdents(2), `d_off`.

#[cfg(part = "threads")]
use super::descriptors::Descriptor;
use super::descriptors::{self, Kind};
use super::embedded;
use super::status::{Attributes, Filetype};
use super::{Result, required};
use crate::sys::files::{self, Whence};
#[cfg(part = "threads")]
use crate::sys::paths;
use crate::sys::paths::FileType;
use crate::sys::{Errno, Fd, directories};

/// An entry of a folder.
#[derive(Clone, Copy, Debug)]
pub struct Entry<'a> {
    /// The cookie of the next entry.
    pub next: u64,
    pub inode: u64,
    pub filetype: Filetype,
    pub name: &'a [u8],
}

/// Whether more entries are wanted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Progress {
    More,
    Enough,
}

/// Bytes that the kernel returns at once.
const MOST: usize = 16 * 1024;

/// Holds at least one entry, whose name has at most 255 bytes.
const LEAST: usize = 512;

/// Calls `action` with each entry from `cookie` on, until it has enough or the
/// folder ends. `wanted` is about how many bytes of entries it has room for, so
/// that not much more is read than is used.
pub fn for_each_entry(
    number: u32,
    cookie: u64,
    wanted: usize,
    action: &mut dyn FnMut(Entry<'_>) -> Progress,
) -> Result {
    let descriptor = descriptors::folder_with_rights(number, required::LIST)?;
    if let Some(result) = embedded::for_each_entry(&descriptor, cookie, action) {
        return result;
    }
    // lseek(2) takes no more.
    let position = i64::try_from(cookie).map_err(|_| Errno::EINVAL)?;
    // Setting the position of a file would be a change.
    if descriptor.kind == Kind::Opened
        && Attributes::of(descriptor.host)?.filetype != Filetype::Directory
    {
        return Err(Errno::ENOTDIR);
    }
    list_alone(number, &descriptor, &mut |fd| list(fd, position, wanted, action))
}

#[cfg(not(part = "threads"))]
use super::files::with_open_folder as list_alone;

/// Calls `action` with the folder, opened anew: the position in it is set and used,
/// and other threads may list it, too.
#[cfg(part = "threads")]
fn list_alone(
    _number: u32,
    descriptor: &Descriptor,
    action: &mut dyn FnMut(Fd) -> Result,
) -> Result {
    let opened = paths::open(descriptor.host, c".", paths::O_RDONLY | paths::O_DIRECTORY)?;
    action(opened.fd())
}

fn list(
    fd: Fd,
    position: i64,
    wanted: usize,
    action: &mut dyn FnMut(Entry<'_>) -> Progress,
) -> Result {
    files::seek(fd, position, Whence::Set)?;
    let mut space = [0; MOST];
    let wanted = wanted.clamp(LEAST, MOST);
    loop {
        let mut read_any = false;
        let buffer = space.get_mut(..wanted).unwrap_or_default();
        for entry in directories::entries(fd, buffer)? {
            read_any = true;
            let name = entry.name.to_bytes();
            let inode = match name {
                // Of what is above the folder, nothing is said.
                b".." => Attributes::of(fd)?.inode,
                _ => entry.inode,
            };
            let filetype = match FileType::from_entry_type(entry.entry_type) {
                // getdents(2), `d_type`: not all file systems know it. What is above the
                // folder is one, too.
                FileType::Unknown if name == b".." => Filetype::Directory,
                FileType::Unknown => {
                    let status = Attributes::of_name(fd, entry.name);
                    status.map_or(Filetype::Unknown, |attributes| attributes.filetype)
                }
                known => known.into(),
            };
            let entry = Entry { next: entry.next, inode, filetype, name };
            if action(entry) == Progress::Enough {
                return Ok(());
            }
        }
        if !read_any {
            return Ok(());
        }
    }
}
