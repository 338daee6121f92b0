//! How paths are resolved below a folder that they cannot leave, on a tree that
//! is data. Source: path_resolution(7), openat2(2), `RESOLVE_BENEATH`.

use super::tree::{Entry, GRANT, Tree};

/// Numbers of the kernel.
pub const EPERM: i32 = 1;
pub const ENOENT: i32 = 2;
pub const EEXIST: i32 = 17;
pub const ENOTDIR: i32 = 20;
pub const EISDIR: i32 = 21;
pub const EINVAL: i32 = 22;
pub const ENAMETOOLONG: i32 = 36;
pub const ELOOP: i32 = 40;

const MOST_LINKS: u32 = 40;
const LONGEST_NAME: usize = 255;

/// What happens at the end of a path.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Last {
    /// A link there is followed.
    pub follow: bool,
    /// What is not there will be made.
    pub create: bool,
}

impl Last {
    pub const FOLLOWED: Last = Last { follow: true, create: false };
}

/// Where a path leads. No part of it is a link, but for the last name where
/// links are kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    /// Of an existing folder.
    pub folder: String,
    /// A name in it, which need not exist; `None` for the folder itself.
    pub name: Option<String>,
    /// A slash behind the name says that it is a folder.
    pub slash: bool,
}

impl Place {
    pub fn path(&self) -> String {
        match &self.name {
            Some(name) => format!("{}/{name}", self.folder),
            None => self.folder.clone(),
        }
    }
}

/// Follows `path` from the grant on.
///
/// # Errors
/// The kernel's number.
pub fn resolve(tree: &Tree, path: &str, last: Last) -> Result<Place, i32> {
    if path.is_empty() {
        return Err(ENOENT);
    }
    let mut folders = vec![GRANT.to_owned()];
    let mut rest = path.to_owned();
    let mut links = 0;
    loop {
        if rest.starts_with('/') && folders.len() == 1 && rest == path {
            return Err(EPERM);
        }
        let start = rest.trim_start_matches('/');
        let (name, behind) = match start.split_once('/') {
            Some((name, behind)) => (name.to_owned(), format!("/{behind}")),
            None => (start.to_owned(), String::new()),
        };
        let is_last = behind.trim_start_matches('/').is_empty();
        let slash = !behind.is_empty();
        let folder = folders.last().expect("the grant stays").clone();
        match name.as_str() {
            "" => return Ok(Place { folder, name: None, slash: false }),
            "." => {}
            ".." => {
                folders.pop();
                if folders.is_empty() {
                    return Err(EPERM);
                }
            }
            _ if is_last && slash && last.create => return Err(EISDIR),
            _ if name.len() > LONGEST_NAME => return Err(ENAMETOOLONG),
            _ => {
                let here = Place { folder, name: Some(name), slash };
                match tree.0.get(&here.path()) {
                    Some(Entry::Link(_)) if is_last && !slash && !last.follow => {
                        return Ok(here);
                    }
                    Some(Entry::Link(target)) => {
                        links += 1;
                        if links > MOST_LINKS {
                            return Err(ELOOP);
                        }
                        if target.starts_with('/') {
                            return Err(EPERM);
                        }
                        rest = format!("{target}{behind}");
                        continue;
                    }
                    Some(Entry::Folder) if !is_last => folders.push(here.path()),
                    _ if is_last => return Ok(here),
                    None => return Err(ENOENT),
                    Some(_) => return Err(ENOTDIR),
                }
            }
        }
        rest = behind;
        if rest.trim_start_matches('/').is_empty() {
            let folder = folders.last().expect("the grant stays").clone();
            return Ok(Place { folder, name: None, slash: false });
        }
    }
}

/// The folder that the last component of `path` is a name in, and that name,
/// with the slashes behind it; `.` where the path ends with dots.
///
/// # Errors
/// The kernel's number.
pub fn parent(tree: &Tree, path: &str) -> Result<(String, String), i32> {
    if path.is_empty() {
        return Err(ENOENT);
    }
    if path.starts_with('/') {
        return Err(EPERM);
    }
    let end = path.trim_end_matches('/').len();
    let start = path[..end].rfind('/').map_or(0, |slash| slash + 1);
    match &path[start..end] {
        "" | "." | ".." => Ok((folder(tree, path)?, String::from("."))),
        _ if start == 0 => Ok((GRANT.to_owned(), path.to_owned())),
        _ => Ok((folder(tree, &path[..start])?, path[start..].to_owned())),
    }
}

/// The folder that `path` stands for.
///
/// # Errors
/// The kernel's number.
pub fn folder(tree: &Tree, path: &str) -> Result<String, i32> {
    let place = resolve(tree, path, Last::FOLLOWED)?;
    match (&place.name, tree.0.get(&place.path())) {
        (None, _) | (_, Some(Entry::Folder)) => Ok(place.path()),
        (_, None) => Err(ENOENT),
        _ => Err(ENOTDIR),
    }
}
