//! How values lie in the program's memory, and which numbers mean what.

use super::{Errno, Result};
use crate::host::clocks::Clock;
use crate::host::files::Description;
use crate::host::sandbox::Follow;
use crate::host::status::{Attributes, StatusFlags};

pub use crate::guest::record::Record;

/// Preview1, `$filestat`.
#[inline(never)]
pub fn filestat(attributes: &Attributes) -> [u8; 64] {
    Record::new()
        .with(0, attributes.device.to_le_bytes())
        .with(8, attributes.inode.to_le_bytes())
        .with(16, [attributes.filetype as u8])
        .with(24, attributes.link_count.to_le_bytes())
        .with(32, attributes.size.to_le_bytes())
        .with(40, attributes.access_time.to_le_bytes())
        .with(48, attributes.modification_time.to_le_bytes())
        .with(56, attributes.change_time.to_le_bytes())
        .0
}

/// Preview1, `$fdstat`.
pub fn fdstat(description: &Description) -> [u8; 24] {
    Record::new()
        .with(0, [description.filetype as u8])
        .with(2, description.flags.bits().to_le_bytes())
        .with(8, description.rights.0.to_le_bytes())
        .with(16, description.inheriting.0.to_le_bytes())
        .0
}

/// Preview1, `$prestat`, of a folder with a name of this length.
pub fn prestat_of_folder(name_length: u32) -> [u8; 8] {
    const PREOPENTYPE_DIR: u8 = 0;
    Record::new().with(0, [PREOPENTYPE_DIR]).with(4, name_length.to_le_bytes()).0
}

/// Preview1, `$prestat`, of what is no folder: a type that the documents leave
/// open, and no name.
#[cfg(part = "network")]
pub const PRESTAT_OF_SOCKET: [u8; 8] = [1, 0, 0, 0, 0, 0, 0, 0];

/// Preview1, `$clockid`.
#[inline]
pub fn clock(number: u32) -> Result<Clock> {
    match number {
        0 => Ok(Clock::Realtime),
        1 => Ok(Clock::Monotonic),
        2 => Ok(Clock::ProcessCpuTime),
        3 => Ok(Clock::ThreadCpuTime),
        _ => Err(Errno::EINVAL),
    }
}

/// Preview1, `$lookupflags`.
#[inline(never)]
pub fn follow(flags: u32) -> Result<Follow> {
    match flags {
        0 => Ok(Follow::No),
        1 => Ok(Follow::Yes),
        _ => Err(Errno::EINVAL),
    }
}

/// Preview1, `$fdflags`.
pub fn status_flags(flags: u32) -> Result<StatusFlags> {
    StatusFlags::from_bits(flags).ok_or(Errno::EINVAL)
}

/// A count as preview 1 returns it, `$size`. The kernel transfers less than
/// 2^31 bytes at once; see read(2), "Notes".
#[inline]
pub fn size(count: usize) -> [u8; 4] {
    (count as u32).to_le_bytes()
}
