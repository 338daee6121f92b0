//! The entries of folders.

use core::ffi::CStr;

use super::{Errno, Fd, call_uninterrupted};
use crate::arch::kernel::SystemCall;

/// An entry as the kernel returns it. Source: getdents(2), `linux_dirent64`.
#[derive(Clone, Copy, Debug)]
pub struct Entry<'a> {
    pub inode: u64,
    /// The position behind this entry, for lseek(2).
    pub next: u64,
    /// For `FileType::from_entry_type`.
    pub entry_type: u8,
    pub name: &'a CStr,
}

/// getdents64(2): the entries from the folder's position on. None at the end.
pub fn entries(fd: Fd, buffer: &mut [u8]) -> Result<Entries<'_>, Errno> {
    let arguments = [fd.argument(), buffer.as_mut_ptr() as usize, buffer.len()];
    // SAFETY: the kernel writes into `buffer` alone.
    let length = unsafe { call_uninterrupted(SystemCall::GETDENTS64, arguments) }?;
    Ok(Entries { rest: buffer.get(..length).unwrap_or_default() })
}

/// Entries in the order the kernel returned them.
#[derive(Debug)]
pub struct Entries<'a> {
    rest: &'a [u8],
}

impl<'a> Iterator for Entries<'a> {
    type Item = Entry<'a>;

    fn next(&mut self) -> Option<Entry<'a>> {
        let (inode, rest) = self.rest.split_first_chunk::<8>()?;
        let (next, rest) = rest.split_first_chunk::<8>()?;
        let (length, rest) = rest.split_first_chunk::<2>()?;
        let (&entry_type, _) = rest.split_first()?;
        let length = usize::from(u16::from_ne_bytes(*length));
        let (entry, after) = self.rest.split_at_checked(length)?;
        self.rest = after;
        // The name is padded with NULs.
        let name = CStr::from_bytes_until_nul(entry.get(NAME_OFFSET..)?).ok()?;
        Some(Entry {
            inode: u64::from_ne_bytes(*inode),
            next: u64::from_ne_bytes(*next),
            entry_type,
            name,
        })
    }
}

/// Bytes before the name.
const NAME_OFFSET: usize = 19;
