//! Address space.
//!
//! # Safety
//! Mapping is safe where it replaces nothing. What changes or removes a mapping
//! is unsafe to call.

use super::{Errno, call};
use crate::arch::kernel;

/// What may be done with pages. Source: mmap(2).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(usize)]
pub enum Protection {
    /// Nothing: a reservation, or a guard.
    None = 0,
    /// `PROT_READ | PROT_WRITE`.
    ReadWrite = 3,
}

/// Something else is where a mapping was wanted.
pub const EEXIST: Errno = Errno::new(17);

const MAP_PRIVATE_ANONYMOUS: usize = 0x22;
/// Does not count as used until it is; a reservation never does.
const MAP_NORESERVE: usize = 0x4000;
/// Keeps huge pages away since Linux 6.7: they would have to be cleared on first
/// use.
const MAP_STACK: usize = 0x20000;
const MAP_FIXED_NOREPLACE: usize = 0x100000;
const NO_FILE: usize = usize::MAX;

/// Maps `length` bytes of zeros at `address`, where nothing is yet.
pub fn map_at(address: usize, length: usize, protection: Protection) -> Result<(), Errno> {
    map(address, length, protection, 0)
}

/// As [`map_at`], for a stack.
pub fn map_stack_at(address: usize, length: usize) -> Result<(), Errno> {
    map(address, length, Protection::ReadWrite, MAP_STACK)
}

#[inline(never)]
fn map(address: usize, length: usize, protection: Protection, flags: usize) -> Result<(), Errno> {
    let flags = MAP_PRIVATE_ANONYMOUS | MAP_NORESERVE | MAP_FIXED_NOREPLACE | flags;
    // SAFETY: the flag keeps the kernel from replacing what exists.
    let place =
        unsafe { call(kernel::MMAP, [address, length, protection as usize, flags, NO_FILE, 0])? };
    if place == address {
        return Ok(());
    }
    // Before Linux 4.17 the flag is unknown and the address but a hint.
    // SAFETY: nobody knows of this mapping.
    unsafe { call(kernel::MUNMAP, [place, length])? };
    Err(EEXIST)
}

/// mprotect(2).
///
/// # Safety
/// The pages belong to the caller, who knows what still uses them.
pub unsafe fn protect(address: usize, length: usize, protection: Protection) -> Result<(), Errno> {
    // SAFETY: passed on to our caller.
    unsafe { call(kernel::MPROTECT, [address, length, protection as usize]).map(drop) }
}
