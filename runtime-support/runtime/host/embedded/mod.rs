//! Folders in the executable itself, which the kernel has mapped from its file:
//! nothing is opened, and reading copies. They are granted read-only, so what changes
//! something is refused by rights before it comes here.
//!
//! In the place of the kernel's descriptor, ours have the number of a node, so far
//! below zero that the kernel would refuse it. Files have their position in the place
//! of the rights that they would pass on, since nothing is opened through a file.

mod resolve;
mod table;

use super::Result;
use super::descriptors::{self, Descriptor, Kind};
use super::directories::{Entry, Progress};
use super::files::Description;
use super::path::{Ending, PATH_MAX, Path};
use super::poll::Ready;
use super::rights::Rights;
use super::sandbox::Follow;
use super::status::{Attributes, Filetype, StatusFlags};
use super::tree::OpenRequest;
use crate::abi::capabilities::Access;
use crate::abi::embedded::{MOST_NODES, Node, Root};
use crate::program;
use crate::sys::files::Whence;
use crate::sys::{Buffer, Errno, Fd};
use resolve::resolve;

/// Opens the embedded folders, behind those that are granted.
pub fn start() -> Result {
    for (index, root) in (1..).zip(program::embedded_roots()) {
        let descriptor = Descriptor {
            host: host(root.node),
            kind: Kind::Embedded,
            access: Access::ReadOnly,
            grant: index,
            rights: Rights::OF_FOLDER,
            inheriting: Rights::OF_FOLDER.union(Rights::OF_FILE),
            ..Descriptor::FREE
        };
        descriptors::insert_embedded(descriptor)?;
    }
    Ok(())
}

/// What stands for a node in the place of the kernel's descriptor.
fn host(node: u32) -> Fd {
    Fd(i32::MIN.wrapping_add_unsigned(node))
}

/// The reverse of [`host`].
fn number(host: Fd) -> u32 {
    host.0.wrapping_sub(i32::MIN).cast_unsigned()
}

/// The node that a descriptor is open on, if it is open on any.
fn node(descriptor: &Descriptor) -> Option<&'static Node> {
    match descriptor.kind {
        Kind::Embedded => table::node(number(descriptor.host)),
        _ => None,
    }
}

/// Whether there is nothing of the kernel's behind a descriptor.
pub fn is_embedded(descriptor: &Descriptor) -> bool {
    descriptor.kind == Kind::Embedded
}

/// Whether this stands for a node.
pub fn is_node(host: Fd) -> bool {
    host.0 < i32::MIN.wrapping_add_unsigned(MOST_NODES)
}

/// The name by which the program knows an embedded folder that it found open.
pub fn guest_name(descriptor: &Descriptor) -> Option<&'static [u8]> {
    let index = match descriptor.kind {
        Kind::Embedded => descriptor.grant.checked_sub(1)?,
        _ => return None,
    };
    name(program::embedded_roots().get(index as usize)?)
}

/// The names of all of them.
pub fn names() -> impl Iterator<Item = &'static [u8]> {
    program::embedded_roots().iter().filter_map(name)
}

fn name(root: &Root) -> Option<&'static [u8]> {
    table::text(program::embedded_names(), root.name, root.name_length.into())
}

pub fn read(number: u32, descriptor: &Descriptor, buffers: &[Buffer]) -> Option<Result<usize>> {
    let node = node(descriptor)?;
    let wanted = buffers.iter().fold(0, |sum: u64, one| sum.saturating_add(one.length() as u64));
    let mut position = 0;
    // Each of several threads gets another part.
    let moved = descriptors::update(number, |entry| {
        position = same(entry, descriptor)?.inheriting.0;
        let left = (table::content(node).len() as u64).saturating_sub(position);
        entry.inheriting = Rights(position.saturating_add(left.min(wanted)));
        Ok(())
    });
    Some(moved.and_then(|()| read_node(node, buffers, position)))
}

/// The entry, if nobody has put something else there meanwhile.
fn same<'a>(entry: &'a Descriptor, descriptor: &Descriptor) -> Result<&'a Descriptor> {
    if entry.host == descriptor.host { Ok(entry) } else { Err(Errno::EBADF) }
}

pub fn read_at(descriptor: &Descriptor, buffers: &[Buffer], offset: u64) -> Option<Result<usize>> {
    node(descriptor).map(|node| read_node(node, buffers, offset))
}

fn read_node(node: &Node, buffers: &[Buffer], offset: u64) -> Result<usize> {
    if node.kind != Node::FILE {
        return Err(Errno::EISDIR);
    }
    let content = table::content(node);
    let mut rest =
        usize::try_from(offset).ok().and_then(|offset| content.get(offset..)).unwrap_or_default();
    let mut count = 0;
    for buffer in buffers {
        let copied = buffer.fill_from(rest);
        rest = rest.get(copied..).unwrap_or_default();
        count += copied;
    }
    Ok(count)
}

/// Source: lseek(2).
pub fn seek(
    number: u32,
    descriptor: &Descriptor,
    offset: i64,
    whence: Whence,
) -> Option<Result<u64>> {
    let node = node(descriptor)?;
    if node.kind != Node::FILE {
        return Some(Err(Errno::EINVAL));
    }
    let mut position = Err(Errno::EINVAL);
    let moved = descriptors::update(number, |entry| {
        let from = match whence {
            Whence::Set => 0,
            Whence::Current => same(entry, descriptor)?.inheriting.0,
            Whence::End => table::content(node).len() as u64,
        };
        let place = from.checked_add_signed(offset).ok_or(Errno::EINVAL)?;
        position = i64::try_from(place).map(|_| place).map_err(|_| Errno::EINVAL);
        entry.inheriting = Rights(position?);
        Ok(())
    });
    Some(moved.and(position))
}

pub fn attributes(descriptor: &Descriptor) -> Option<Result<Attributes>> {
    node(descriptor).map(|node| Ok(attributes_of(number(descriptor.host), node)))
}

/// No device has this number.
const DEVICE: u64 = u64::MAX;

fn attributes_of(number: u32, node: &Node) -> Attributes {
    Attributes {
        device: DEVICE,
        inode: inode(number),
        filetype: filetype(node),
        link_count: node.link_count.into(),
        size: if node.kind == Node::FOLDER { 0 } else { table::content(node).len() as u64 },
        access_time: node.time,
        modification_time: node.time,
        change_time: node.time,
    }
}

/// Inode 0 would mean that there is none.
fn inode(number: u32) -> u64 {
    u64::from(number) + 1
}

fn filetype(node: &Node) -> Filetype {
    match node.kind {
        Node::FILE => Filetype::RegularFile,
        Node::FOLDER => Filetype::Directory,
        _ => Filetype::SymbolicLink,
    }
}

pub fn describe(descriptor: &Descriptor) -> Option<Description> {
    let node = node(descriptor)?;
    let rights = descriptor.effective_rights();
    Some(match node.kind {
        Node::FOLDER => Description {
            filetype: Filetype::Directory,
            flags: descriptor.flags,
            rights: rights.intersection(Rights::OF_FOLDER),
            inheriting: descriptor.inheriting,
        },
        _ => Description {
            filetype: Filetype::RegularFile,
            flags: descriptor.flags,
            rights: rights.intersection(Rights::OF_FILE),
            inheriting: Rights::NONE,
        },
    })
}

/// Nothing about an embedded file depends on its flags.
pub fn set_flags(number: u32, descriptor: &Descriptor, flags: StatusFlags) -> Option<Result> {
    node(descriptor)?;
    if flags.synchronisation() != descriptor.flags.synchronisation() {
        return Some(Err(Errno::EINVAL));
    }
    Some(descriptors::update(number, |entry| {
        entry.flags = flags;
        Ok(())
    }))
}

/// The rights that a descriptor passes on.
pub fn inheriting(descriptor: &Descriptor) -> Option<Rights> {
    let node = node(descriptor)?;
    Some(if node.kind == Node::FOLDER { descriptor.inheriting } else { Rights::NONE })
}

/// Calls `action` with each entry from the one with number `cookie` on: the folder
/// itself, the one it is in, and what is in it.
pub fn for_each_entry(
    descriptor: &Descriptor,
    cookie: u64,
    action: &mut dyn FnMut(Entry<'_>) -> Progress,
) -> Option<Result> {
    let folder = node(descriptor)?;
    if folder.kind != Node::FOLDER {
        return Some(Err(Errno::ENOTDIR));
    }
    let own = inode(number(descriptor.host));
    let mut next = cookie;
    loop {
        let child = next.checked_sub(2).and_then(|index| table::child(folder, index));
        let (inode, filetype, name) = match (next, child) {
            (0, _) => (own, Filetype::Directory, &b"."[..]),
            // Of what is above the folder, nothing is said.
            (1, _) => (own, Filetype::Directory, &b".."[..]),
            (_, Some((number, child))) => (inode(number), filetype(child), table::name(child)),
            (_, None) => return Some(Ok(())),
        };
        next += 1;
        if action(Entry { next, inode, filetype, name }) == Progress::Enough {
            return Some(Ok(()));
        }
    }
}

/// Opens what `path` stands for below an embedded folder, whose rights allow it.
pub fn open(folder: &Descriptor, path: &Path, request: &OpenRequest) -> Option<Result<u32>> {
    node(folder)?;
    Some(open_below(folder, path, request))
}

fn open_below(folder: &Descriptor, path: &Path, request: &OpenRequest) -> Result<u32> {
    let found = resolve(number(folder.host), path.bytes(), request.follow)?;
    let node = table::node(found).ok_or(Errno::ENOENT)?;
    match node.kind {
        // open(2), `O_NOFOLLOW`.
        Node::LINK => return Err(Errno::ELOOP),
        Node::FILE if request.folder => return Err(Errno::ENOTDIR),
        _ => {}
    }
    let applicable = if request.folder { Rights::OF_FOLDER } else { Rights::ALL };
    let inheriting = match node.kind {
        Node::FOLDER => request.inheriting.intersection(folder.inheriting),
        // The position.
        _ => Rights(0),
    };
    descriptors::insert_embedded(Descriptor {
        host: host(found),
        kind: Kind::Embedded,
        access: Access::ReadOnly,
        flags: request.flags,
        rights: request.rights.intersection(folder.inheriting).intersection(applicable),
        inheriting,
        ..Descriptor::FREE
    })
}

pub fn attributes_at(
    folder: &Descriptor,
    path: &Path,
    follow: Follow,
) -> Option<Result<Attributes>> {
    node(folder)?;
    Some(resolve(number(folder.host), path.bytes(), follow).and_then(|found| {
        let node = table::node(found).ok_or(Errno::ENOENT)?;
        Ok(attributes_of(found, node))
    }))
}

/// What the symbolic link `path` says. Absolute targets are not told, as in any folder.
pub fn read_link<'a>(
    folder: &Descriptor,
    path: &Path,
    target: &'a mut [u8; PATH_MAX],
) -> Option<Result<&'a [u8]>> {
    node(folder)?;
    let follow = if path.ending() == Ending::Name { Follow::No } else { Follow::Yes };
    let found = resolve(number(folder.host), path.bytes(), follow);
    Some(found.and_then(|found| {
        let node = table::node(found).filter(|node| node.kind == Node::LINK);
        match table::content(node.ok_or(Errno::EINVAL)?) {
            [b'/', ..] => Err(Errno::EPERM),
            text => {
                let place = target.get_mut(..text.len()).ok_or(Errno::ENAMETOOLONG)?;
                for (to, &from) in place.iter_mut().zip(text) {
                    *to = from;
                }
                Ok(&*place)
            }
        }
    }))
}

/// As regular files always are. Source: poll(2), `POLLIN`.
pub fn readiness(descriptor: &Descriptor) -> Option<Ready> {
    let node = node(descriptor)?;
    let left = (table::content(node).len() as u64).saturating_sub(descriptor.inheriting.0);
    Some(Ready { bytes: left, hung_up: false })
}
