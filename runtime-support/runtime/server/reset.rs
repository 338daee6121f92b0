//! Puts the program back into its first state, for the next request: what it has changed
//! goes, and comes anew from the file or as zeros, page by page where it is used.
//!
//! # Safety
//! No generated code runs, and nobody has a reference into the program's state. The
//! compiler says where that is.
#![allow(unsafe_code)]

use core::cell::UnsafeCell;

use crate::canonical;
use crate::heap;
use crate::host::http::connections::{self, Owner};
use crate::host::http::messages;
use crate::program;
use crate::regions;
use crate::sys::{Errno, memory};

const PAGE: usize = 4096;

/// How much state is copied, in bytes, rather than brought from the file: a copy of a few
/// pages takes less than a fault in one.
const COPIED: usize = 4 * PAGE;

struct Snapshot(UnsafeCell<[u8; COPIED]>);

// SAFETY: a worker has one thread.
unsafe impl Sync for Snapshot {}

/// The state in the beginning, where it is not more.
static SNAPSHOT: Snapshot = Snapshot(UnsafeCell::new([0; COPIED]));

/// Before the first request.
pub fn prepare() {
    let (start, length) = program::state();
    if length <= COPIED {
        // SAFETY: no generated code has run, and there is room.
        unsafe {
            core::ptr::copy_nonoverlapping(start as *const u8, SNAPSHOT.0.get().cast(), length)
        };
    }
}

/// Forgets what the last request left behind.
pub fn reset() -> Result<(), Errno> {
    canonical::reset();
    // SAFETY: nothing of the program's runs any more, and all that these were about
    // goes now.
    unsafe {
        messages::forget();
        heap::reset();
    }
    connections::close_all(Owner::Program);
    restore_state()?;
    regions::reset()?;
    let (place, length) = program::cleared();
    // SAFETY: it is the end of a page that a region has.
    unsafe { (place as *mut u8).write_bytes(0, length) };
    Ok(())
}

/// The state as it was, which has pages of its own.
fn restore_state() -> Result<(), Errno> {
    let (start, length) = program::state();
    if length <= COPIED {
        // SAFETY: `prepare` has copied as much, and no generated code runs.
        unsafe {
            core::ptr::copy_nonoverlapping(SNAPSHOT.0.get().cast(), start as *mut u8, length)
        };
        return Ok(());
    }
    let end = (start + length).next_multiple_of(PAGE);
    let start = start & !(PAGE - 1);
    // SAFETY: the kernel has mapped them from the file, privately.
    unsafe { memory::restore(start, end - start) }
}
