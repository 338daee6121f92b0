//! What folders list.

use super::Result;
use super::types::{self, Record};
use crate::guest::Guest;
use crate::host::directories::{self, Progress};

/// Preview1, `fd_readdir`: fills the buffer to its last byte, cutting off the
/// last entry, unless the folder ends before.
pub fn fd_readdir(
    guest: Guest,
    fd: u32,
    buf: u32,
    buf_len: u32,
    cookie: u64,
    bufused: u32,
) -> Result {
    let slot = guest.slot(bufused)?;
    // The whole buffer is the program's; its parts below cannot wrap.
    guest.buffer(buf, buf_len)?;
    let capacity = buf_len as usize;
    let mut used = 0;
    let mut stored = Ok(());
    directories::for_each_entry(fd, cookie, capacity, &mut |entry| {
        // Preview1, `$dirent`.
        let dirent = Record::<24>::new()
            .with(0, entry.next.to_le_bytes())
            .with(8, entry.inode.to_le_bytes())
            .with(16, (entry.name.len() as u32).to_le_bytes())
            .with(20, [entry.filetype as u8]);
        for part in [&dirent.0, entry.name] {
            let fitting = part.get(..part.len().min(capacity - used)).unwrap_or_default();
            if let Err(errno) = guest.store_bytes(buf + used as u32, fitting) {
                stored = Err(errno);
                return Progress::Enough;
            }
            used += fitting.len();
        }
        if used == capacity { Progress::Enough } else { Progress::More }
    })?;
    stored?;
    slot.store(types::size(used));
    Ok(())
}
