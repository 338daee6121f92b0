//! Operations on names below a folder.
//!
//! Each checks the rights of the descriptors it is given, finds the folder that
//! the name is in through the sandbox, and then acts on a single name there
//! without following it.

use core::ffi::CStr;

use super::descriptors::{self, Descriptor, Kind};
use super::embedded;
use super::path::{Ending, PATH_MAX, Path};
use super::rights::Rights;
use super::sandbox::{self, Follow};
use super::status::{Attributes, Filetype, StatusFlags};
use super::{ENOTCAPABLE, Result, grants, release_held, required};
use crate::abi::capabilities::Access;
use crate::sys::paths::{self, Times, Unlink};
use crate::sys::{Errno, Fd, OwnedFd};

/// How a name is opened.
#[derive(Clone, Copy, Debug)]
pub struct OpenRequest {
    pub follow: Follow,
    /// What happens before: preview1, `$oflags`.
    pub create: bool,
    pub exclusive: bool,
    pub truncate: bool,
    /// It must be a folder.
    pub folder: bool,
    pub rights: Rights,
    pub inheriting: Rights,
    pub flags: StatusFlags,
}

/// Opens `path` below the folder `number`, as a new descriptor.
pub fn open(number: u32, path: &Path, request: &OpenRequest) -> Result<u32> {
    let folder = descriptors::folder_with_rights(number, request.needed())?;
    // Who opens a named pipe may wait for its other end.
    release_held();
    if request.folder && (request.create || request.exclusive || request.truncate) {
        return Err(Errno::EINVAL);
    }
    check_inherited(&folder, request)?;
    if let Some(result) = embedded::open(&folder, path, request) {
        return result;
    }
    // Opening may create and truncate, so it must not fail afterwards.
    descriptors::ensure_room()?;
    let opened = sandbox::open(folder.host, path, request.follow, open_flags(request))?;
    let applicable = if request.folder { Rights::OF_FOLDER } else { Rights::ALL };
    let descriptor = Descriptor {
        host: opened.fd(),
        kind: if request.folder { Kind::Folder } else { Kind::Opened },
        access: folder.access,
        flags: request.flags,
        rights: request.rights.intersection(folder.inheriting).intersection(applicable),
        inheriting: request.inheriting.intersection(folder.inheriting),
        ..Descriptor::FREE
    };
    descriptors::insert(opened, descriptor)
}

impl OpenRequest {
    /// What it needs of the folder.
    #[inline]
    pub fn needed(&self) -> Rights {
        let mut needed = required::OPEN;
        if self.create {
            needed = needed.union(required::OPEN_AND_CREATE);
        }
        if self.truncate {
            needed = needed.union(required::OPEN_AND_TRUNCATE);
        }
        needed
    }

    /// What it needs the folder to pass on. Only reading, writing and synchronising
    /// are refused: the libraries of several languages ask for every other right
    /// whether they need it or not, and get those that there are.
    #[inline]
    pub fn needed_below(&self) -> Rights {
        let mut needed = Rights::NONE;
        if !self.folder {
            needed = self.rights.intersection(Rights::FD_READ.union(Rights::FD_WRITE));
        }
        if self.flags.contains(StatusFlags::DSYNC) {
            needed = needed.union(Rights::FD_DATASYNC);
        }
        if self.flags.contains(StatusFlags::SYNC) || self.flags.contains(StatusFlags::RSYNC) {
            needed = needed.union(Rights::FD_SYNC);
        }
        needed
    }
}

/// Refuses what may not be passed on.
fn check_inherited(folder: &Descriptor, request: &OpenRequest) -> Result {
    let needed = request.needed_below();
    if folder.access == Access::ReadOnly && needed.contains(Rights::FD_WRITE) {
        return Err(ENOTCAPABLE);
    }
    if folder.inheriting.contains(needed) { Ok(()) } else { Err(ENOTCAPABLE) }
}

/// The request in the words of open(2).
fn open_flags(request: &OpenRequest) -> u32 {
    if request.folder {
        return paths::O_RDONLY | paths::O_DIRECTORY;
    }
    let reads = request.rights.contains(Rights::FD_READ);
    let writes = request.rights.contains(Rights::FD_WRITE);
    let mut flags = match (reads, writes) {
        (true, true) => paths::O_RDWR,
        (false, true) => paths::O_WRONLY,
        (_, false) => paths::O_RDONLY,
    };
    if request.create {
        flags |= paths::O_CREAT;
        // open(2), `O_EXCL`: undefined without `O_CREAT`.
        if request.exclusive {
            flags |= paths::O_EXCL;
        }
    }
    if request.truncate {
        flags |= paths::O_TRUNC;
    }
    flags | request.flags.to_open_flags()
}

pub fn create_directory(number: u32, path: &mut Path) -> Result {
    // Slashes behind the name of a folder say nothing new.
    on_name(number, path, required::CREATE_DIRECTORY, paths::create_folder)
}

pub fn attributes(number: u32, path: &mut Path, follow: Follow) -> Result<Attributes> {
    let folder = descriptors::folder_with_rights(number, required::ATTRIBUTES_OF_PATH)?;
    if let Some(result) = embedded::attributes_at(&folder, path, follow) {
        return result;
    }
    let folder = folder.host;
    // A name in the very folder needs no resolution unless it is a link.
    if path.is_single_name() {
        match Attributes::of_name(folder, path.text()) {
            Ok(Attributes { filetype: Filetype::SymbolicLink, .. }) if follow == Follow::Yes => {}
            Err(Errno::ENOENT) if grants::behind(folder).is_some() => {}
            result => return result,
        }
    }
    let found = sandbox::open_to_look(folder, path, follow)?;
    Attributes::of(found.fd())
}

pub fn set_times(number: u32, path: &mut Path, follow: Follow, times: &Times) -> Result {
    let folder = descriptors::folder(number, required::SET_TIMES_OF_PATH)?;
    let ending = path.ending();
    let mut unresolved = Follow::No;
    if ending == Ending::NameAndSlash || (ending == Ending::Name && follow == Follow::Yes) {
        let found = sandbox::open_to_look(folder, path, follow)?;
        match paths::set_times_of_path(found.fd(), times) {
            Err(Errno::EINVAL) => unresolved = Follow::Yes,
            result => return result,
        }
    }
    sandbox::with_name(folder, path, unresolved, &mut |parent, name| {
        paths::set_times(parent, name, times)
    })
}

/// A descriptor of a folder and a path below it.
pub struct Location<'a> {
    pub number: u32,
    pub path: &'a mut Path,
}

/// Makes `to` a second name of the file `from`.
pub fn link(from: Location<'_>, follow: Follow, to: Location<'_>) -> Result {
    let is_folder = from.path.ending() == Ending::NameAndSlash;
    let follow = if is_folder { Follow::Yes } else { follow };
    on_two_names(from, follow, to, [required::LINK_FROM, required::LINK_TO], paths::link)
}

/// Moves `from` to `to`, replacing what is there.
pub fn rename(from: Location<'_>, to: Location<'_>) -> Result {
    // rename(2) looks at slashes behind the names itself, and does not follow
    // links because of them.
    let rights = [required::RENAME_FROM, required::RENAME_TO];
    on_two_names(from, Follow::No, to, rights, paths::rename)
}

/// Calls `operation` with the folder and name of `from`, and with those that `to` gets.
#[inline(never)]
fn on_two_names(
    from: Location<'_>,
    follow: Follow,
    to: Location<'_>,
    [rights_from, rights_to]: [Rights; 2],
    operation: fn(Fd, &CStr, Fd, &CStr) -> Result,
) -> Result {
    let source = descriptors::folder_with_rights(from.number, rights_from)?;
    let target = descriptors::folder_with_rights(to.number, rights_to)?;
    check_transfer(&source, &target)?;
    let (new_parent, new_name) = sandbox::parent(target.host, to.path)?;
    sandbox::with_name(source.host, from.path, follow, &mut |parent, name| {
        operation(parent, name, new_parent.fd(), new_name)
    })
}

/// More must not become possible with a file by its getting a name in a folder
/// that passes more rights on. (Read-only grants have no right to link or rename
/// at all.)
fn check_transfer(source: &Descriptor, target: &Descriptor) -> Result {
    let gained = target.inheriting.without(source.inheriting);
    let matters = gained.intersection(Rights::THAT_CHANGE.union(Rights::THAT_TELL));
    if matters == Rights::NONE { Ok(()) } else { Err(ENOTCAPABLE) }
}

/// What the symbolic link `path` says, in `target`. An absolute target is not
/// told: it is a fact about the machine, and the program cannot follow it.
pub fn read_link<'a>(
    number: u32,
    path: &mut Path,
    target: &'a mut [u8; PATH_MAX],
) -> Result<&'a [u8]> {
    let folder = descriptors::folder_with_rights(number, required::READ_LINK)?;
    if embedded::is_embedded(&folder) {
        return embedded::read_link(&folder, path, target).unwrap_or(Err(Errno::EBADF));
    }
    let folder = folder.host;
    if path.ending() != Ending::Name {
        // It can only be a folder, if anything.
        let flags = paths::O_PATH | paths::O_DIRECTORY;
        let _: OwnedFd = sandbox::open(folder, path, Follow::Yes, flags)?;
        return Err(Errno::EINVAL);
    }
    let mut length = 0;
    sandbox::with_name(folder, path, Follow::No, &mut |parent, name| {
        length = paths::read_symlink(parent, name, target)?.len();
        Ok(())
    })?;
    match target.get(..length).unwrap_or_default() {
        [b'/', ..] => Err(Errno::EPERM),
        target => Ok(target),
    }
}

pub fn remove_directory(number: u32, path: &mut Path) -> Result {
    on_name(number, path, required::REMOVE_DIRECTORY, |parent, name| {
        paths::unlink(parent, name, Unlink::Folder)
    })
}

pub fn unlink_file(number: u32, path: &mut Path) -> Result {
    let operation: fn(Fd, &CStr) -> Result = match path.ending() {
        // A slash says that it is a folder: then it cannot be unlinked, and if
        // it is none, the path is wrong.
        Ending::NameAndSlash => |parent, name| match Attributes::of_name(parent, name)?.filetype {
            Filetype::Directory => Err(Errno::EISDIR),
            _ => Err(Errno::ENOTDIR),
        },
        _ => |parent, name| paths::unlink(parent, name, Unlink::File),
    };
    on_name(number, path, required::UNLINK_FILE, operation)
}

/// Calls `operation` with the last component of `path`, without slashes behind it, and
/// the folder it is in.
#[inline(never)]
fn on_name(
    number: u32,
    path: &mut Path,
    rights: Rights,
    mut operation: fn(Fd, &CStr) -> Result,
) -> Result {
    let folder = descriptors::folder(number, rights)?;
    path.strip_trailing_slashes();
    sandbox::with_name(folder, path, Follow::No, &mut operation)
}

/// Makes `path` a symbolic link that says `target`. An absolute target could
/// mean nothing to the program, but would mislead others.
pub fn symlink(target: &Path, number: u32, path: &mut Path) -> Result {
    let folder = descriptors::folder(number, required::SYMLINK)?;
    if target.is_absolute() {
        return Err(Errno::EPERM);
    }
    let (parent, name) = sandbox::parent(folder, path)?;
    paths::create_symlink(target.text(), parent.fd(), name)
}
