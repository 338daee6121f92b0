//! Where everything is kept that components have at run time: in address space of
//! its own, mapped when it is first used, or at start together with the stack.
//!
//! # Safety
//! Programs of components have one thread, and no signal handler comes here, so
//! nobody else has a reference while a function of this file runs. Zero is a valid
//! value of everything here.
#![allow(unsafe_code)]

use super::calls::Calls;
use super::handles::{Entry, Space};
use crate::abi::traps::Trap;
use crate::arch;
#[cfg(part = "http")]
use crate::preview2::rows;
use crate::preview2::{Listing, Rows};
use crate::stack;
use crate::sys::memory;
use crate::traps;

/// How many component instances can have handles. The compiler makes fewer.
pub const MOST_INSTANCES: usize = 1 << 14;

/// How many handles an instance can have at once.
const MOST_HANDLES: u32 = 1 << 20;

/// Bytes between the tables of two instances.
const DISTANCE: usize = MOST_HANDLES as usize * size_of::<Entry>();

/// Handles of the first instance that are there from the start: most components are
/// one instance with few handles.
const FIRST: u32 = 1 << 12;

/// Handles that a table grows by.
const STEP: u32 = 1 << 12;

/// All that is mapped at start. It takes memory only where it is used.
#[repr(C)]
struct Store {
    spaces: [Space; MOST_INSTANCES],
    first: [Entry; FIRST as usize],
    calls: Calls,
    rows: Rows,
    listing: Listing,
    /// Of those behind, none has had handles.
    #[cfg(part = "http")]
    instances: u32,
}

const _: () = assert!(size_of::<Store>() <= stack::COMPONENTS_SIZE);
const _: () = assert!(DISTANCE * (MOST_INSTANCES + 1) <= 512 << 30);

fn store() -> *mut Store {
    stack::COMPONENTS as *mut Store
}

pub fn with_calls<R>(action: impl FnOnce(&mut Calls) -> R) -> R {
    // SAFETY: it is mapped; see the module.
    action(unsafe { &mut (*store()).calls })
}

pub fn with_rows<R>(action: impl FnOnce(&mut Rows) -> R) -> R {
    action(rows())
}

/// As [`with_rows`], in line. Callers do not keep it.
#[inline(always)]
pub fn rows() -> &'static mut Rows {
    // SAFETY: it is mapped; see the module.
    unsafe { &mut (*store()).rows }
}

/// Entries of a folder. Callers do not keep it.
pub fn listing() -> &'static mut Listing {
    // SAFETY: it is mapped; see the module.
    unsafe { &mut (*store()).listing }
}

/// What is known of the handles of an instance.
#[inline(always)]
pub fn space(instance: u32) -> &'static mut Space {
    let instance = (instance as usize).min(MOST_INSTANCES - 1);
    // SAFETY: it is mapped, and in range. Callers do not keep it.
    unsafe { &mut (*store()).spaces[instance] }
}

/// The entry of a handle. `None` where the number was never in use.
#[inline(always)]
pub fn entry(instance: u32, handle: u32) -> Option<&'static mut Entry> {
    if handle >= space(instance).used {
        return None;
    }
    // SAFETY: handles in use have an entry, see `reserve`. Callers do not keep it.
    Some(unsafe { &mut *place(instance, handle) })
}

/// Forgets all handles, calls and rows.
#[cfg(part = "http")]
pub fn reset() {
    // SAFETY: it is mapped; see the module.
    let instances = unsafe { (*store()).instances };
    for instance in 0..instances {
        let space = space(instance);
        (space.used, space.free) = (0, 0);
    }
    with_calls(Calls::reset);
    rows::reset();
}

/// Makes sure that a handle has an entry.
pub fn reserve(instance: u32, handle: u32) {
    if instance as usize >= MOST_INSTANCES || handle >= MOST_HANDLES {
        traps::raise(Trap::HandlesExhausted);
    }
    #[cfg(part = "http")]
    {
        // SAFETY: it is mapped; see the module.
        let instances = unsafe { &mut (*store()).instances };
        *instances = (*instances).max(instance + 1);
        if handle < space(instance).mapped {
            return;
        }
    }
    let initial = if instance == 0 { FIRST } else { 0 };
    if handle < initial || !handle.wrapping_sub(initial).is_multiple_of(STEP) {
        return;
    }
    // Handles are used one after the other, so each step is mapped once.
    let length = STEP as usize * size_of::<Entry>();
    if memory::map_at(place(instance, handle) as usize, length).is_err() {
        traps::raise(Trap::HandlesExhausted);
    }
    #[cfg(part = "http")]
    {
        space(instance).mapped = handle + STEP;
    }
}

#[inline(always)]
fn place(instance: u32, handle: u32) -> *mut Entry {
    if instance == 0 && handle < FIRST {
        // SAFETY: it is mapped, and in range.
        return unsafe { (&raw mut (*store()).first).cast::<Entry>().add(handle as usize) };
    }
    let offset = instance as usize * DISTANCE + handle as usize * size_of::<Entry>();
    (arch::HANDLES + offset) as *mut Entry
}
