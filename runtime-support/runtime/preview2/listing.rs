//! The next entries of the folder that is being listed: programs ask for one after the
//! other, and the kernel gives many at once.

use crate::canonical;
use crate::host::Result;
use crate::host::directories::{self, Progress};
use crate::host::status::Filetype;

/// The longest name. Source: path_resolution(7), "Length limit".
pub const MOST: usize = 255;

/// Bytes of entries that are kept.
const SIZE: usize = 4096;

/// Bytes of an entry without its name: where the next one is, what it is, and how long
/// its name is.
const HEAD: usize = 8 + 1 + 1;

/// Entries of one stream; all zero at first. Those of another take their place.
#[repr(C)]
pub struct Listing {
    /// The row of the stream, or 0.
    owner: u32,
    /// The bytes from `start` to `end` are entries.
    start: u32,
    end: u32,
    bytes: [u8; SIZE],
}

/// An entry that is a name of something in the folder.
pub struct Named {
    /// Where the next one is.
    pub next: u64,
    pub filetype: u8,
    pub name: [u8; MOST],
    /// Of the name, in bytes.
    pub length: usize,
}

impl Listing {
    fn take(&mut self, row: u32) -> Option<Named> {
        if self.owner != row {
            return None;
        }
        let entries = self.bytes.get(self.start as usize..self.end as usize)?;
        let (next, rest) = entries.split_first_chunk::<8>()?;
        let (&[filetype, length], rest) = rest.split_first_chunk::<2>()?;
        let text = rest.get(..usize::from(length))?;
        let mut name = [0; MOST];
        name.get_mut(..text.len())?.copy_from_slice(text);
        self.start += (HEAD + text.len()) as u32;
        let next = u64::from_le_bytes(*next);
        Some(Named { next, filetype, name, length: text.len() })
    }

    /// Whether there was room for it.
    fn add(&mut self, next: u64, filetype: u8, name: &[u8]) -> bool {
        let start = self.end as usize;
        let Some(place) = self.bytes.get_mut(start..start + HEAD + name.len()) else {
            return false;
        };
        let (head, text) = place.split_at_mut(HEAD);
        let (position, rest) = head.split_at_mut(8);
        position.copy_from_slice(&next.to_le_bytes());
        rest.copy_from_slice(&[filetype, name.len() as u8]);
        text.copy_from_slice(name);
        self.end += (HEAD + name.len()) as u32;
        true
    }
}

/// The entry of a stream at `cookie`, of the folder that is open as `number`; `None` at
/// its end. `encode` says what an entry is.
pub fn next(
    row: u32,
    number: u32,
    cookie: u64,
    encode: fn(Filetype) -> u8,
) -> Result<Option<Named>> {
    let listing = canonical::listing();
    if let Some(found) = listing.take(row) {
        return Ok(Some(found));
    }
    (listing.owner, listing.start, listing.end) = (row, 0, 0);
    directories::for_each_entry(number, cookie, SIZE, &mut |entry| {
        let is_own = matches!(entry.name, b"." | b"..") || entry.name.len() > MOST;
        if is_own || listing.add(entry.next, encode(entry.filetype), entry.name) {
            Progress::More
        } else {
            Progress::Enough
        }
    })?;
    Ok(listing.take(row))
}

/// The stream goes; another can come to have its row.
pub fn forget(row: u32) {
    let listing = canonical::listing();
    if listing.owner == row {
        listing.owner = 0;
    }
}
