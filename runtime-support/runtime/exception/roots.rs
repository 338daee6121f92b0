//! What the program's code can still reach: references to exceptions in
//! globals, in tables and in the frames of running functions.
//!
//! # Safety
//! Reads places that the compiler lists, while no code of the program runs.
#![allow(unsafe_code)]

use core::slice;

use crate::abi::exceptions::ExceptionRoot;
use crate::abi::records::TableRecord;
use crate::frames::Frames;
use crate::program;
use crate::threads;

/// Hands every reference, null or not, to `visit`.
pub fn for_each(frames: Frames, visit: &mut dyn FnMut(u32)) {
    for root in program::exception_roots() {
        let place = threads::root_place(root);
        let (first, count) = if root.count == ExceptionRoot::TABLE {
            // SAFETY: such a root is a table's record.
            let table = unsafe { &*place.cast::<TableRecord>() };
            (table.base as *const u32, table.length)
        } else {
            (place.cast::<u32>(), root.count)
        };
        // SAFETY: so many references are there, and nobody changes them now.
        let references = unsafe { slice::from_raw_parts(first, count as usize) };
        references.iter().for_each(|&reference| visit(reference));
    }
    for call in frames {
        let Some((site, slots)) = program::stack_map(call.return_address) else { continue };
        let stack_pointer = call.caller - site.frame_offset as usize;
        for &slot in slots {
            // SAFETY: the compiler keeps a reference there during this call.
            visit(unsafe { ((stack_pointer + slot as usize) as *const u32).read() });
        }
    }
}
