//! Operations by the standard library, on paths without `..` and links, as the
//! model resolved them.

use std::fs::{self, OpenOptions};
use std::io;
use std::os::unix::fs::{MetadataExt, OpenOptionsExt, symlink};
use std::path::{Path, PathBuf};

use super::model::{self, EEXIST, EINVAL, EISDIR, ENOENT, ENOTDIR, EPERM, Last, Place};
use super::operation::{Answer, Opening, Operation};
use super::relative;
use super::tree::{Entry, Tree};

const O_DIRECTORY: i32 = 0o200000;
const O_NOFOLLOW: i32 = 0o400000;

/// What `operation` must answer in `tree`, which is what lies at `copy`; does it
/// there.
pub fn run(operation: &Operation, tree: &Tree, copy: &Path) -> Answer {
    let nothing = |result: io::Result<()>| result.map(|()| String::new()).map_err(number);
    // As text, so that slashes at the end stay.
    let parent = |path: &str| {
        let (folder, name) = model::parent(tree, path)?;
        Ok::<PathBuf, i32>(PathBuf::from(format!("{}/{folder}/{name}", copy.display())))
    };
    let without_slash = |path: &str| match path.trim_end_matches('/') {
        "" => path.to_owned(),
        stripped => stripped.to_owned(),
    };
    if operation.paths().contains(&"") {
        return Err(ENOENT);
    }
    match operation {
        Operation::Open(path, opening) => open(path, *opening, tree, copy),
        Operation::CreateDirectory(path) => nothing(fs::create_dir(parent(&without_slash(path))?)),
        Operation::RemoveDirectory(path) => nothing(fs::remove_dir(parent(&without_slash(path))?)),
        Operation::Unlink(path) => {
            let place = parent(&without_slash(path))?;
            if path.ends_with('/') && !place.ends_with("/.") && place.file_name().is_some() {
                let kind = fs::symlink_metadata(&place).map_err(number)?;
                return Err(if kind.is_dir() { EISDIR } else { ENOTDIR });
            }
            nothing(fs::remove_file(place))
        }
        Operation::Rename(from, to) => {
            let to = parent(to)?;
            nothing(fs::rename(parent(from)?, to))
        }
        Operation::Link(from, follow, to) => {
            let to = parent(to)?;
            let end = from.trim_end_matches('/');
            let is_name = !matches!(end.rsplit('/').next(), None | Some("" | "." | ".."));
            if *follow || (is_name && end.len() < from.len()) {
                let place = model::resolve(tree, from, Last::FOLLOWED)?;
                return nothing(fs::hard_link(existing(&place, tree, copy)?, to));
            }
            nothing(fs::hard_link(parent(from)?, to))
        }
        Operation::Symlink(target, path) => {
            if target.starts_with('/') {
                return Err(EPERM);
            }
            nothing(symlink(target, parent(path)?))
        }
        Operation::ReadLink(path) => {
            let place = model::resolve(tree, path, last(false))?;
            match tree.0.get(&place.path()) {
                _ if place.name.is_none() => Err(EINVAL),
                None => Err(ENOENT),
                Some(Entry::File { .. }) if place.slash => Err(ENOTDIR),
                Some(Entry::Link(target)) if target.starts_with('/') => Err(EPERM),
                Some(Entry::Link(target)) => Ok(target.clone()),
                Some(_) => Err(EINVAL),
            }
        }
        Operation::Attributes(path, follow) => {
            let place = model::resolve(tree, path, last(*follow))?;
            let found = fs::symlink_metadata(existing(&place, tree, copy)?).map_err(number)?;
            Ok(if found.is_dir() {
                String::from("folder")
            } else if found.is_symlink() {
                format!("link of {}", found.len())
            } else {
                format!("file of {}, {} names", found.len(), found.nlink())
            })
        }
        Operation::SetTimes(path, follow) => {
            let place = model::resolve(tree, path, last(*follow))?;
            existing(&place, tree, copy).map(|_| String::new())
        }
    }
}

fn last(follow: bool) -> Last {
    Last { follow, create: false }
}

fn number(error: io::Error) -> i32 {
    error.raw_os_error().expect("the kernel says why")
}

/// The path of what is there.
fn existing(place: &Place, tree: &Tree, copy: &Path) -> Result<PathBuf, i32> {
    match tree.0.get(&place.path()) {
        None => Err(ENOENT),
        Some(Entry::Folder) => Ok(copy.join(place.path())),
        Some(_) if place.slash => Err(ENOTDIR),
        Some(_) => Ok(copy.join(place.path())),
    }
}

fn open(path: &str, opening: Opening, tree: &Tree, copy: &Path) -> Answer {
    if opening.folder && (opening.create || opening.exclusive || opening.truncate) {
        return Err(EINVAL);
    }
    let exclusive = opening.create && opening.exclusive;
    let last = Last { follow: opening.follow && !exclusive, create: opening.create };
    let place = model::resolve(tree, path, last)?;
    if opening.create && place.name.is_none() {
        return Err(if exclusive { EEXIST } else { EISDIR });
    }
    if opening.create && place.slash {
        return Err(EISDIR);
    }
    let mut flags = O_NOFOLLOW;
    if opening.folder || place.slash {
        flags |= O_DIRECTORY;
    }
    let write = opening.write && !opening.folder;
    let mut options = OpenOptions::new();
    options.read(!write).write(write).custom_flags(flags);
    // The standard library refuses some that the kernel takes.
    const O_CREAT: i32 = 0o100;
    const O_EXCL: i32 = 0o200;
    const O_TRUNC: i32 = 0o1000;
    for (wanted, flag) in
        [(opening.create, O_CREAT), (exclusive, O_EXCL), (opening.truncate, O_TRUNC)]
    {
        if wanted {
            flags |= flag;
        }
    }
    options.custom_flags(flags);
    let opened = copy.join(place.path());
    options.open(&opened).map_err(number)?;
    Ok(relative(&opened, copy))
}
