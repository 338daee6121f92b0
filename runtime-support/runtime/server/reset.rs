//! Puts the program back into its first state, for the next request: what it has changed
//! goes, and comes anew from the file or as zeros, page by page where it is used.
//!
//! # Safety
//! No generated code runs, and nobody has a reference into the program's state. The
//! compiler says where that is.
#![allow(unsafe_code)]

use crate::canonical;
use crate::heap;
use crate::host::http::connections::{self, Owner};
use crate::host::http::messages;
use crate::program;
use crate::regions;
use crate::sys::{Errno, memory};

const PAGE: usize = 4096;

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
    restore(program::state())?;
    regions::reset()?;
    let (place, length) = program::cleared();
    // SAFETY: it is the end of a page that a region has.
    unsafe { (place as *mut u8).write_bytes(0, length) };
    Ok(())
}

/// What the file has for these bytes, which have pages of their own.
fn restore((start, length): (usize, usize)) -> Result<(), Errno> {
    if length == 0 {
        return Ok(());
    }
    let end = (start + length).next_multiple_of(PAGE);
    let start = start & !(PAGE - 1);
    // SAFETY: the kernel has mapped them from the file, privately.
    unsafe { memory::restore(start, end - start) }
}
