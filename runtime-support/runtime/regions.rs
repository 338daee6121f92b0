//! The places of memories and growable tables. At start their initial bytes are
//! mapped already where they are not zero, by the kernel from the file; here the
//! rest is mapped.
//!
//! The addresses behind, which generated code can reach, need no mapping to keep
//! others out: nothing comes there by itself. The kernel places what has no
//! address near the stack, the break is never moved, and nothing in the runtime
//! leaves an address to the kernel.

use crate::abi::descriptor::{REACH_BELOW, RegionPlan};
use crate::message::{Message, report};
use crate::program;
use crate::sys::Errno;
use crate::sys::memory;

const PAGE: u64 = 4096;

/// Maps every region. An error has been reported.
pub fn start() -> Result<(), ()> {
    program::regions().iter().try_for_each(|region| {
        map(region).map_err(|errno| report(&|message| explain(region, errno, message)))
    })
}

fn explain(region: &RegionPlan, errno: Errno, message: &mut Message) {
    message.text("cannot map the program's memory: ").decimal(region.accessible);
    message.text(" bytes at ").hexadecimal(region.address).text(": ");
    match errno {
        Errno::EEXIST => message.text("something else is there"),
        ENOMEM => message.text("not enough memory or address space, see `ulimit -v`"),
        errno => message.text("error ").decimal(errno.number().into()),
    };
}

const ENOMEM: Errno = Errno::new(12);

fn map(region: &RegionPlan) -> Result<(), Errno> {
    let start = region.address;
    let image = start + region.image_offset;
    // Without an image everything is behind it.
    let behind = if region.image_length == 0 { start } else { image + region.image_length };
    let accessible_end = start + region.accessible;
    if region.image_length != 0 {
        map_range(start, image)?;
    }
    map_range(behind, accessible_end)
}

fn map_range(start: u64, end: u64) -> Result<(), Errno> {
    if start >= end {
        return Ok(());
    }
    memory::map_at(start as usize, (end - start) as usize)
}

/// Every region is as large as at start again, and holds zeros where the file has
/// nothing for it.
#[cfg(part = "http")]
pub fn reset() -> Result<(), Errno> {
    use core::sync::atomic::Ordering::Relaxed;
    let has_grown = HAS_GROWN.swap(false, Relaxed);
    for region in program::regions() {
        let start = region.address;
        let end = start + region.accessible;
        // The image as well: it comes anew from the file.
        restore(start, end.next_multiple_of(PAGE))?;
        if has_grown {
            let end = end.next_multiple_of(PAGE);
            let length = region.reserved.saturating_sub(end - start);
            // SAFETY: what is there has grown, and no generated code runs.
            #[allow(unsafe_code)]
            unsafe {
                memory::forget(end as usize, length as usize);
            }
        }
    }
    Ok(())
}

#[cfg(part = "http")]
fn restore(start: u64, end: u64) -> Result<(), Errno> {
    if start >= end {
        return Ok(());
    }
    // SAFETY: `start` or the kernel has mapped it, privately, and no generated code runs.
    #[allow(unsafe_code)]
    unsafe {
        memory::restore(start as usize, (end - start) as usize)
    }
}

/// Whether anything has grown since the last [`reset`].
#[cfg(part = "http")]
static HAS_GROWN: core::sync::atomic::AtomicBool = core::sync::atomic::AtomicBool::new(false);

/// Whether generated code that works can touch `address`, though it may trap.
pub fn contain(address: usize) -> bool {
    let address = (address as u64).wrapping_add(REACH_BELOW);
    program::regions().iter().any(|region| {
        address.wrapping_sub(region.address) < region.reserved.wrapping_add(REACH_BELOW)
    })
}

/// Makes the bytes from `old_end` to `new_end` of a region usable; they are
/// zero. Pages that are usable already, because they hold other bytes below
/// `old_end`, stay as they are.
pub fn grow(old_end: u64, new_end: u64) -> Result<(), Errno> {
    #[cfg(part = "http")]
    HAS_GROWN.store(true, core::sync::atomic::Ordering::Relaxed);
    map_range(old_end.next_multiple_of(PAGE), new_end.next_multiple_of(PAGE))
}
