//! The folders that were granted when the program was compiled.

use super::Result;
use super::descriptors::{self, Descriptor, Kind};
use super::embedded;
use super::path::Path;
use super::rights::Rights;
use crate::abi::capabilities::{Access, Capabilities, Folder};
use crate::sys::paths::{self, O_DIRECTORY, O_PATH};
use crate::sys::{Errno, Fd};
use crate::{overriding, program};

/// A granted folder that cannot be opened.
#[derive(Clone, Copy, Debug)]
pub struct Unavailable {
    /// Its name on this machine.
    pub host: &'static [u8],
    pub errno: Errno,
}

/// What was granted. Nothing where that cannot be read: fewer rights are the
/// safe side.
pub fn capabilities() -> Option<Capabilities<'static>> {
    Capabilities::decode(overriding::capabilities().unwrap_or(program::capabilities()))
}

/// Opens the granted folders, in their order, relative to the folder
/// that the executable is started in.
pub fn start() -> Result<(), Unavailable> {
    let Some(capabilities) = capabilities() else { return Ok(()) };
    for (grant, folder) in (0..).zip(capabilities.folders()) {
        open(grant, &folder).map_err(|errno| Unavailable { host: folder.host, errno })?;
    }
    Ok(())
}

/// On its own, so that a start without grants need not touch a page of stack for
/// the path.
#[inline(never)]
fn open(grant: u32, folder: &Folder<'_>) -> Result {
    let mut path = Path::new();
    path.fill_from(folder.host)?;
    let opened = paths::open(Fd::WORKING_FOLDER, path.text(), O_PATH | O_DIRECTORY)?;
    let descriptor = Descriptor {
        host: opened.fd(),
        kind: Kind::Granted,
        access: folder.access,
        grant,
        rights: Rights::OF_FOLDER,
        inheriting: Rights::OF_FOLDER.union(Rights::OF_FILE),
        ..Descriptor::FREE
    };
    descriptors::insert(opened, descriptor).map(drop)
}

/// Calls `action` with each granted folder, before the program has changed
/// anything about them.
pub fn for_each_folder(action: &mut dyn FnMut(Fd, Access) -> Result) -> Result {
    let count = capabilities().map_or(0, |capabilities| capabilities.folder_count() as u32);
    let first = first_folder();
    for number in first..first + count {
        let folder = descriptors::get(number)?;
        action(folder.host, folder.access)?;
    }
    Ok(())
}

/// The name by which the program knows the granted folder `number`. `EBADF`
/// where it is none.
pub fn guest_name(number: u32) -> Result<&'static [u8]> {
    let descriptor = descriptors::look(number)?;
    if let Some(name) = embedded::guest_name(&descriptor) {
        return Ok(name);
    }
    let folder = match descriptor.kind {
        Kind::Granted => capabilities()
            .and_then(|capabilities| capabilities.folders().nth(descriptor.grant as usize)),
        _ => None,
    };
    folder.map(|folder| folder.guest).ok_or(Errno::EBADF)
}

/// The folder in which a name is looked for that the granted `folder` does not
/// have. C's library for WASI, and with it those of most languages, leaves `.`
/// and `/` out of a path before it looks for the folder it is in: where both are
/// granted, programs say one and mean the other.
///
/// Only where both may be used in the same way: rights were checked of one, and files may
/// get names in the other. A program can drop rights of either.
pub fn behind(folder: Fd) -> Option<Fd> {
    let current = named(b".")?;
    let root = named(b"/")?;
    let allows = |of: &Descriptor| (of.access, of.rights, of.inheriting);
    (current.host == folder && allows(&current) == allows(&root)).then_some(root.host)
}

/// The granted folder that the program knows by `name`, while it is open.
fn named(name: &[u8]) -> Option<Descriptor> {
    // Grants are a few.
    let first = first_folder();
    let mut numbers = first..first + capabilities()?.folder_count() as u32;
    let number = numbers.find(|&number| guest_name(number) == Ok(name))?;
    descriptors::get(number).ok()
}

/// The number of the first granted folder: they come behind the three streams and
/// inherited sockets.
fn first_folder() -> u32 {
    3 + listener_count()
}

#[cfg(part = "network")]
use super::network::listeners::count as listener_count;

/// Programs without that part of the runtime have none.
#[cfg(not(part = "network"))]
fn listener_count() -> u32 {
    0
}
