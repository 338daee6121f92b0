//! A path resolved one component at a time, for kernels without `openat2`.
//!
//! Each folder on the way stays open, so that `..` goes back to the very folder
//! the walk came through, even when it has been moved elsewhere meanwhile: the
//! walk cannot rise above where it started.
//!
//! # Safety
//! The text of a walk always ends with a NUL.
#![allow(unsafe_code)]

use core::ffi::CStr;

use super::Follow;
use crate::host::Result;
use crate::host::path::PATH_MAX;
use crate::sys::paths::{self, O_DIRECTORY, O_NOFOLLOW, O_PATH};
use crate::sys::{Errno, Fd, OwnedFd};

/// How many symbolic links a path may go through. Source: path_resolution(7),
/// "Step 2: walk along the path".
const MOST_LINKS: u32 = 40;

/// How deep below its start the walk may be. The kernel knows no such limit,
/// but each level is a descriptor of the process.
const MOST_FOLDERS: usize = 1024;

/// How often a name is looked at that is neither folder nor link: it may be both
/// in turns.
const ATTEMPTS: u32 = 4;

/// What is left of a path, with what links on the way put before it.
const TEXT_SIZE: usize = 2 * PATH_MAX;

/// A walk below a folder.
pub struct Walk {
    start: Fd,
    /// The folders between `start` and where the walk is.
    folders: [Option<OwnedFd>; MOST_FOLDERS],
    depth: usize,
    /// Its end is what is left of the path, and a NUL.
    text: [u8; TEXT_SIZE],
    /// Where in `text` the rest of the path starts; at the end of the walk, its
    /// last component.
    position: usize,
    must_be_folder: bool,
    purpose: Purpose,
}

/// What is to happen at the end of a walk.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Purpose {
    /// Something with what is there.
    Find,
    /// It is made if it is not there. A name with a slash behind it cannot be,
    /// which the kernel says before it looks.
    Create,
}

/// A component within the text.
struct Component {
    start: usize,
    end: usize,
    /// Where the next one starts.
    next: usize,
}

impl Walk {
    pub fn new(start: Fd, purpose: Purpose) -> Walk {
        Walk {
            start,
            folders: [const { None }; MOST_FOLDERS],
            depth: 0,
            text: [0; TEXT_SIZE],
            position: TEXT_SIZE - 1,
            must_be_folder: false,
            purpose,
        }
    }

    /// The folder that [`Walk::name`] is a name in.
    pub fn folder(&self) -> Fd {
        let above = self.depth.checked_sub(1).and_then(|index| self.folders.get(index));
        above.and_then(Option::as_ref).map_or(self.start, OwnedFd::fd)
    }

    /// The last component, or `.` where the path ended in a folder that the
    /// walk has entered.
    pub fn name(&self) -> &CStr {
        match self.text.get(self.position..) {
            // SAFETY: the last byte of the text is a NUL from `new` on: only names
            // are ended by more of them, and only what is before is written.
            Some(rest @ [first, ..]) if *first != 0 => unsafe {
                CStr::from_ptr(rest.as_ptr().cast())
            },
            _ => c".",
        }
    }

    /// Whether the path ended with a slash or with dots.
    pub fn must_be_folder(&self) -> bool {
        self.must_be_folder
    }

    /// Walks along `path` up to its last component. With [`Follow::Yes`] that
    /// one was no symbolic link when the walk looked.
    pub fn go(&mut self, path: &CStr, follow: Follow) -> Result {
        self.prepend(path.to_bytes(), TEXT_SIZE - 1)?;
        let mut links = 0;
        loop {
            let Some(component) = self.component() else {
                // Nothing is left: the walk is in the folder itself.
                self.must_be_folder = true;
                return Ok(());
            };
            match self.text.get(component.start..component.end) {
                None | Some(b".") => {
                    self.position = component.next;
                    continue;
                }
                Some(b"..") => {
                    self.rise()?;
                    self.position = component.next;
                    continue;
                }
                Some(_) => {}
            }
            let is_last = component.next == TEXT_SIZE - 1;
            let has_slash = component.end != component.next;
            if is_last && has_slash && self.purpose == Purpose::Create {
                return Err(self.refusal(Errno::EISDIR));
            }
            self.position = component.start;
            let separator = self.end_name(component.end);
            if is_last && !has_slash && follow == Follow::No {
                return Ok(());
            }
            if is_last {
                let mut target = [0; PATH_MAX];
                match self.read_link(&mut target)? {
                    None => {
                        self.must_be_folder = has_slash;
                        return Ok(());
                    }
                    Some(target) => self.expand(target, component.end, separator, &mut links)?,
                }
                continue;
            }
            let mut target = [0; PATH_MAX];
            match self.enter_or_read(&mut target)? {
                None => self.position = component.next,
                Some(target) => self.expand(target, component.end, separator, &mut links)?,
            }
        }
    }

    /// Enters the folder at the walk's position, or returns the target of the
    /// link there.
    fn enter_or_read<'a>(&mut self, target: &'a mut [u8; PATH_MAX]) -> Result<Option<&'a [u8]>> {
        let mut length = 0;
        for _ in 0..ATTEMPTS {
            match paths::open(self.folder(), self.name(), O_PATH | O_DIRECTORY | O_NOFOLLOW) {
                Ok(folder) => return self.enter(folder).map(|()| None),
                // open(2), `O_DIRECTORY`: it is no folder, perhaps a link.
                Err(Errno::ENOTDIR | Errno::ELOOP) => {}
                Err(errno) => return Err(errno),
            }
            length = self.read_link(target)?.map_or(0, <[u8]>::len);
            if length > 0 {
                break;
            }
            // Neither, or it became a folder in between.
        }
        if length == 0 { Err(Errno::ENOTDIR) } else { Ok(target.get(..length)) }
    }

    /// The first component of what is left, if anything but slashes is.
    fn component(&self) -> Option<Component> {
        let is_slash = |index: usize| self.text.get(index) == Some(&b'/');
        let end_of_text = TEXT_SIZE - 1;
        let start = (self.position..end_of_text).find(|&index| !is_slash(index))?;
        let end = (start..end_of_text).find(|&index| is_slash(index)).unwrap_or(end_of_text);
        let next = (end..end_of_text).find(|&index| !is_slash(index)).unwrap_or(end_of_text);
        Some(Component { start, end, next })
    }

    /// Puts a NUL behind a component, and returns what was there.
    fn end_name(&mut self, end: usize) -> u8 {
        self.text.get_mut(end).map_or(0, |byte| core::mem::replace(byte, 0))
    }

    /// Puts `text` before the byte at `end`. It must not be absolute.
    fn prepend(&mut self, text: &[u8], end: usize) -> Result {
        match text.first() {
            None => return Err(Errno::ENOENT),
            Some(b'/') => return Err(Errno::EPERM),
            Some(_) => {}
        }
        // A path and a link always fit, so it took several links.
        let start = end.checked_sub(text.len()).ok_or(Errno::ELOOP)?;
        let place = self.text.get_mut(start..end).ok_or(Errno::ELOOP)?;
        for (to, from) in place.iter_mut().zip(text) {
            *to = *from;
        }
        self.position = start;
        Ok(())
    }

    /// Replaces the component before `end`, a symbolic link, by its target.
    fn expand(&mut self, target: &[u8], end: usize, separator: u8, links: &mut u32) -> Result {
        *links += 1;
        if *links > MOST_LINKS {
            return Err(Errno::ELOOP);
        }
        if let Some(byte) = self.text.get_mut(end) {
            *byte = separator;
        }
        self.prepend(target, end)
    }

    /// The target of the link at the walk's position; `None` where there is no
    /// link, or nothing.
    fn read_link<'a>(&self, target: &'a mut [u8; PATH_MAX]) -> Result<Option<&'a [u8]>> {
        match paths::read_symlink(self.folder(), self.name(), target) {
            // It was cut off.
            Ok(target) if target.len() == PATH_MAX => Err(Errno::ENAMETOOLONG),
            Ok(target) => Ok(Some(target)),
            Err(Errno::EINVAL | Errno::ENOENT) => Ok(None),
            Err(errno) => Err(errno),
        }
    }

    fn enter(&mut self, folder: OwnedFd) -> Result {
        let place = self.folders.get_mut(self.depth).ok_or(Errno::ENAMETOOLONG)?;
        *place = Some(folder);
        self.depth += 1;
        Ok(())
    }

    /// Goes back through `..`.
    fn rise(&mut self) -> Result {
        self.depth = self.depth.checked_sub(1).ok_or_else(|| self.refusal(Errno::EPERM))?;
        if let Some(place) = self.folders.get_mut(self.depth) {
            *place = None;
        }
        Ok(())
    }

    /// What is wrong with a path, unless it starts at something that is no folder: that
    /// the kernel says before it looks at the path.
    #[cold]
    fn refusal(&self, errno: Errno) -> Errno {
        match paths::open(self.start, c".", O_PATH | O_DIRECTORY) {
            Err(Errno::ENOTDIR) => Errno::ENOTDIR,
            _ => errno,
        }
    }
}
