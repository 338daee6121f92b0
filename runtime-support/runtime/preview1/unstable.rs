//! `wasi_unstable`, the snapshot of 2019, where it differs from preview 1: an
//! adapter that changes layouts and numbers.
//!
//! Source: WASI, "snapshot 0 docs".

use super::poll;
use super::types::Record;
use super::{Errno, Result, files, paths};
use crate::guest::Guest;
use crate::host::files as descriptors;
use crate::host::status::Attributes;

pub fn fd_filestat_get(guest: Guest, fd: u32, stat: u32) -> Result {
    let slot = guest.slot(stat)?;
    slot.store(filestat(&descriptors::attributes(fd)?));
    Ok(())
}

pub fn path_filestat_get(
    guest: Guest,
    fd: u32,
    flags: u32,
    path: u32,
    path_len: u32,
    stat: u32,
) -> Result {
    let slot = guest.slot(stat)?;
    slot.store(filestat(&paths::attributes(guest, fd, flags, path, path_len)?));
    Ok(())
}

/// Snapshot 0, `$filestat`: the number of links has 32 bits.
fn filestat(attributes: &Attributes) -> [u8; 56] {
    let link_count = u32::try_from(attributes.link_count).unwrap_or(u32::MAX);
    Record::new()
        .with(0, attributes.device.to_le_bytes())
        .with(8, attributes.inode.to_le_bytes())
        .with(16, [attributes.filetype as u8])
        .with(20, link_count.to_le_bytes())
        .with(24, attributes.size.to_le_bytes())
        .with(32, attributes.access_time.to_le_bytes())
        .with(40, attributes.modification_time.to_le_bytes())
        .with(48, attributes.change_time.to_le_bytes())
        .0
}

pub fn fd_seek(guest: Guest, fd: u32, offset: u64, whence: u32, newoffset: u32) -> Result {
    // Snapshot 0, `$whence`: `cur`, `end`, `set`.
    let whence = match whence {
        0 => 1,
        1 => 2,
        2 => 0,
        _ => return Err(Errno::EINVAL),
    };
    files::fd_seek(guest, fd, offset, whence, newoffset)
}

pub fn poll_oneoff(
    guest: Guest,
    subscriptions: u32,
    events: u32,
    nsubscriptions: u32,
    nevents: u32,
) -> Result {
    poll::poll::<SUBSCRIPTION_SIZE>(guest, subscriptions, events, nsubscriptions, nevents)
}

/// Snapshot 0, `$subscription`, in bytes: before the clock is an identifier, which
/// nothing depends on.
const SUBSCRIPTION_SIZE: usize = 56;
