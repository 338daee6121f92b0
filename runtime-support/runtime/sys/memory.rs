//! Address space.
//!
//! # Safety
//! Mapping is safe where it replaces nothing.

use super::{Errno, call};
use crate::arch::kernel::SystemCall;

const PROT_READ_WRITE: usize = 3;
const MAP_PRIVATE: usize = 2;
const MAP_ANONYMOUS: usize = 0x20;
/// Does not count as used until it is.
const MAP_NORESERVE: usize = 0x4000;
/// Keeps huge pages away since Linux 6.7: they would have to be cleared on first
/// use.
const MAP_STACK: usize = 0x20000;
const MAP_FIXED_NOREPLACE: usize = 0x100000;
const NO_FILE: usize = usize::MAX;

/// Maps `length` bytes of zeros at `address`, where nothing is yet, to be read and
/// written.
pub fn map_at(address: usize, length: usize) -> Result<(), Errno> {
    map(address, length, MAP_PRIVATE)
}

/// As [`map_at`], for a stack.
pub fn map_stack_at(address: usize, length: usize) -> Result<(), Errno> {
    map(address, length, MAP_PRIVATE | MAP_STACK)
}

/// As [`map_at`], of memory that processes have together which are forked later.
#[cfg(part = "http")]
pub fn map_shared_at(address: usize, length: usize) -> Result<(), Errno> {
    const MAP_SHARED: usize = 1;
    map(address, length, MAP_SHARED)
}

/// munmap(2).
///
/// # Safety
/// Nobody uses what is mapped there.
#[cfg(part = "threads")]
pub unsafe fn unmap(address: usize, length: usize) {
    // SAFETY: passed on to our caller.
    let _ = unsafe { call(SystemCall::MUNMAP, [address, length]) };
}

/// munmap(2), of whatever is there.
///
/// # Safety
/// Nobody uses what is mapped there.
#[cfg(part = "http")]
pub unsafe fn forget(address: usize, length: usize) {
    // SAFETY: passed on to our caller.
    let _ = unsafe { call(SystemCall::MUNMAP, [address, length]) };
}

/// madvise(2), `MADV_DONTNEED`: private pages become what they were when they were
/// mapped, zeros or the bytes of the file.
///
/// # Safety
/// All of it is mapped, privately, and nobody holds a reference to it.
#[cfg(part = "http")]
pub unsafe fn restore(address: usize, length: usize) -> Result<(), Errno> {
    const MADV_DONTNEED: usize = 4;
    // SAFETY: passed on to our caller.
    unsafe { call(SystemCall::MADVISE, [address, length, MADV_DONTNEED]) }.map(drop)
}

#[inline(never)]
fn map(address: usize, length: usize, flags: usize) -> Result<(), Errno> {
    let flags = MAP_ANONYMOUS | MAP_NORESERVE | MAP_FIXED_NOREPLACE | flags;
    // SAFETY: the flag keeps the kernel from replacing what exists.
    let place =
        unsafe { call(SystemCall::MMAP, [address, length, PROT_READ_WRITE, flags, NO_FILE, 0])? };
    if place == address {
        return Ok(());
    }
    // Before Linux 4.17 the flag is unknown and the address but a hint.
    // SAFETY: nobody knows of this mapping.
    unsafe { call(SystemCall::MUNMAP, [place, length])? };
    Err(Errno::EEXIST)
}
