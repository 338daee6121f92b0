//! The text of a path, copied so that the program cannot change it while it is
//! being looked at.
//!
//! A path is the bytes that the kernel takes, in no particular encoding: every
//! name that a folder lists can be opened.
//!
//! # Safety
//! The first `length` bytes and the NUL behind them have been written, unless
//! `length` is 0.
#![allow(unsafe_code)]

use core::ffi::CStr;
use core::mem::MaybeUninit;

use super::Result;
use crate::sys::Errno;

/// The longest path with its NUL, in bytes. Source: path_resolution(7),
/// "Length limit".
pub const PATH_MAX: usize = 4096;

/// A path with a NUL behind it. Not empty, and no NUL inside.
pub struct Path {
    bytes: [MaybeUninit<u8>; PATH_MAX],
    /// Without the NUL.
    length: usize,
}

/// What a path ends with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ending {
    /// A name.
    Name,
    /// A name and slashes, so that it can only be a folder.
    NameAndSlash,
    /// `.`, `..`, or nothing but slashes.
    Dots,
}

impl Path {
    /// No path yet; it costs nothing.
    #[inline]
    pub fn new() -> Path {
        Path { bytes: [const { MaybeUninit::uninit() }; PATH_MAX], length: 0 }
    }

    /// Takes a path of `length` bytes, which `copy` copies into the space it is
    /// given and returns.
    #[allow(clippy::type_complexity)] // a name would only hide it
    pub fn fill(
        &mut self,
        length: usize,
        copy: &mut dyn FnMut(&mut [MaybeUninit<u8>]) -> Result<&[u8]>,
    ) -> Result {
        self.length = 0;
        if length == 0 {
            return Err(Errno::ENOENT);
        }
        if length >= PATH_MAX {
            return Err(Errno::ENAMETOOLONG);
        }
        let (text, rest) = self.bytes.split_at_mut(length);
        let copied = copy(text)?;
        if copied.len() != length || has(copied, 0) {
            return Err(Errno::EINVAL);
        }
        if let Some(end) = rest.first_mut() {
            end.write(0);
        }
        self.length = length;
        Ok(())
    }

    /// A copy of `text`.
    pub fn fill_from(&mut self, text: &[u8]) -> Result {
        self.fill(text.len(), &mut |space| {
            for (to, &from) in space.iter_mut().zip(text) {
                to.write(from);
            }
            // SAFETY: `space` is as long as `text`, so all of it is written.
            Ok(unsafe { space.assume_init_ref() })
        })
    }

    /// Without the NUL.
    pub fn bytes(&self) -> &[u8] {
        self.written(0, self.length)
    }

    /// The bytes from `start` up to `end`, which is at most behind the NUL.
    fn written(&self, start: usize, end: usize) -> &[u8] {
        // SAFETY: see the module.
        unsafe { self.bytes.get(start..end).unwrap_or_default().assume_init_ref() }
    }

    pub fn text(&self) -> &CStr {
        self.text_from(0)
    }

    /// The path from the byte at `start` on.
    fn text_from(&self, start: usize) -> &CStr {
        self.text_between(start, self.length)
    }

    /// The path from the byte at `start` up to the NUL at `end`.
    fn text_between(&self, start: usize, end: usize) -> &CStr {
        if self.length == 0 {
            return c"";
        }
        // SAFETY: `fill` let no NUL in, and put one behind the last byte; `split`
        // puts one at the end of the part it returns.
        unsafe { CStr::from_bytes_with_nul_unchecked(self.written(start, end + 1)) }
    }

    pub fn is_absolute(&self) -> bool {
        self.bytes().first() == Some(&b'/')
    }

    /// Whether it is a name in the very folder it starts from.
    #[inline(never)]
    pub fn is_single_name(&self) -> bool {
        self.ending() == Ending::Name && !has(self.bytes(), b'/')
    }

    pub fn ending(&self) -> Ending {
        let (start, end) = self.last_component();
        match self.bytes().get(start..end) {
            None | Some(b"" | b"." | b"..") => Ending::Dots,
            Some(_) if end < self.length => Ending::NameAndSlash,
            Some(_) => Ending::Name,
        }
    }

    /// Where the last component starts and ends. The slash before it is a NUL where the path
    /// has been split.
    fn last_component(&self) -> (usize, usize) {
        let bytes = self.bytes();
        let end = bytes.iter().rposition(|&byte| byte != b'/').map_or(0, |last| last + 1);
        let before = bytes.get(..end).unwrap_or_default();
        let separates = |&byte: &u8| byte == b'/' || byte == 0;
        let start = before.iter().rposition(separates).map_or(0, |slash| slash + 1);
        (start, end)
    }

    /// Drops slashes at the end, for operations to which they say nothing new.
    pub fn strip_trailing_slashes(&mut self) {
        let (_, end) = self.last_component();
        if end > 0 && end < self.length {
            self.cut(end);
        }
    }

    /// The path before its last component, and the last component with the
    /// slashes behind it. No parent where there is but one component. It may be split
    /// again, and is good for nothing else afterwards.
    pub fn split(&mut self) -> (Option<&CStr>, &CStr) {
        let (start, _) = self.last_component();
        if start == 0 {
            return (None, self.text());
        }
        // The slash before the name ends the parent.
        let parent = start - 1;
        if let Some(slash) = self.bytes.get_mut(parent) {
            slash.write(0);
        }
        (Some(self.text_between(0, parent)), self.text_from(start))
    }

    /// Ends the path before the byte at `length`.
    fn cut(&mut self, length: usize) {
        if let Some(end) = self.bytes.get_mut(length) {
            end.write(0);
            self.length = length;
        }
    }
}

/// Whether `wanted` is among the bytes of `text`.
#[expect(clippy::manual_contains, reason = "the search for long texts is not worth its size")]
fn has(text: &[u8], wanted: u8) -> bool {
    text.iter().any(|&byte| byte == wanted)
}
