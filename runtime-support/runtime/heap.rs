//! Room for what has no size known beforehand: the messages of HTTP that the program
//! works on. In address space of its own, mapped when it is first used.
//!
//! # Safety
//! Runtimes with this part have one thread, and no signal handler comes here. Pieces
//! have sizes that are powers of two, and those that were given back form a list for
//! each size, by their first words.
#![allow(unsafe_code)]

use core::alloc::{GlobalAlloc, Layout};
use core::cell::UnsafeCell;
use core::ptr;

use crate::abi::traps::Trap;
use crate::arch;
use crate::sys::memory;
use crate::thread;
use crate::traps;

/// How much there is, in bytes.
const SIZE: usize = 1 << 30;
/// The binary logarithm of the smallest piece.
const SMALLEST: u32 = 4;
const SIZES: usize = 32;
/// What stays in memory when everything is given back, in bytes.
const KEPT: usize = 1 << 20;
const PAGE: usize = 4096;

#[global_allocator]
static HEAP: Heap = Heap(UnsafeCell::new(State { used: 0, is_mapped: false, free: [0; SIZES] }));

struct Heap(UnsafeCell<State>);

// SAFETY: see the module.
unsafe impl Sync for Heap {}

struct State {
    /// Bytes from the start that have been in use.
    used: usize,
    is_mapped: bool,
    /// For each size the piece that was given back last, or 0.
    free: [usize; SIZES],
}

fn class(layout: Layout) -> u32 {
    let size = layout.size().max(layout.align()).max(1 << SMALLEST);
    usize::BITS - (size - 1).leading_zeros()
}

// SAFETY: pieces do not overlap, and start at multiples of their alignment.
unsafe impl GlobalAlloc for Heap {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        // SAFETY: see the module.
        let state = unsafe { &mut *self.0.get() };
        let class = class(layout);
        let place = state.free.get(class as usize).copied().unwrap_or(0);
        if place != 0 {
            // SAFETY: a free piece holds the address of the next one.
            let next = unsafe { (place as *const usize).read() };
            if let Some(first) = state.free.get_mut(class as usize) {
                *first = next;
            }
            return ptr::with_exposed_provenance_mut(place);
        }
        match state.extend(1 << class, layout.align()) {
            Some(place) => ptr::with_exposed_provenance_mut(place),
            // There is no caller to go back to with less.
            None if thread::current().recovery() != 0 => traps::raise(Trap::HostExhausted),
            None => ptr::null_mut(),
        }
    }

    unsafe fn dealloc(&self, piece: *mut u8, layout: Layout) {
        // SAFETY: see the module.
        let state = unsafe { &mut *self.0.get() };
        if let Some(first) = state.free.get_mut(class(layout) as usize) {
            // SAFETY: our caller gives the piece back, which has room for a word.
            unsafe { piece.cast::<usize>().write(*first) };
            *first = piece.expose_provenance();
        }
    }

    unsafe fn realloc(&self, piece: *mut u8, layout: Layout, size: usize) -> *mut u8 {
        let Ok(wanted) = Layout::from_size_align(size, layout.align()) else {
            return ptr::null_mut();
        };
        if class(wanted) == class(layout) {
            return piece;
        }
        // SAFETY: as our caller promises; both pieces have so many bytes.
        unsafe {
            let new = self.alloc(wanted);
            if !new.is_null() {
                new.copy_from_nonoverlapping(piece, layout.size().min(size));
                self.dealloc(piece, layout);
            }
            new
        }
    }
}

impl State {
    /// A new piece behind all others.
    fn extend(&mut self, size: usize, align: usize) -> Option<usize> {
        if !self.is_mapped {
            memory::map_at(arch::HEAP, SIZE).ok()?;
            self.is_mapped = true;
        }
        let start = self.used.checked_next_multiple_of(align)?;
        let end = start.checked_add(size).filter(|&end| end <= SIZE)?;
        self.used = end;
        Some(arch::HEAP + start)
    }
}

/// Takes everything back.
///
/// # Safety
/// Nobody uses a piece any more.
pub unsafe fn reset() {
    // SAFETY: see the module.
    let state = unsafe { &mut *HEAP.0.get() };
    if state.used > KEPT {
        let length = (state.used - KEPT).next_multiple_of(PAGE);
        // Where it fails, only memory is lost.
        // SAFETY: by our caller's promise nobody uses it.
        let _ = unsafe { memory::restore(arch::HEAP + KEPT, length) };
    }
    state.used = 0;
    state.free = [0; SIZES];
}
