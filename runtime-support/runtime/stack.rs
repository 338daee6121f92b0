//! The stack that generated code and the host functions it calls run on. Its
//! size is the program's own, whatever `ulimit -s` says; its end is a guard that
//! no function's first touch can step over, because all of them touch page by
//! page.
//!
//! # Safety
//! Only changes pages that it has just mapped.
#![allow(unsafe_code)]

use crate::sys::Errno;
use crate::sys::memory::{self, Protection};

/// The addresses of a stack.
#[derive(Clone, Copy)]
pub struct Stack {
    /// Where the guard begins, below the stack.
    guard: usize,
    /// The lowest usable address.
    bottom: usize,
    /// One past the highest.
    top: usize,
}

/// Bytes that can never be used.
const GUARD_SIZE: usize = 1 << 20;
const PAGE: usize = 4096;

impl Stack {
    /// No stack at all.
    pub const NONE: Stack = Stack { guard: 0, bottom: 0, top: 0 };

    /// Maps a stack of at least `size` bytes.
    pub fn map(size: u64) -> Result<Stack, Errno> {
        // More than the address space has, which the kernel refuses.
        let size = size.min(1 << 60) as usize;
        let size = size.next_multiple_of(PAGE).max(PAGE);
        let guard = memory::map_for_stack(size + GUARD_SIZE, Protection::None)?;
        let bottom = guard + GUARD_SIZE;
        // SAFETY: these pages are ours and unused.
        unsafe { memory::protect(bottom, size, Protection::ReadWrite)? };
        memory::avoid_huge_pages(bottom, size);
        Ok(Stack { guard, bottom, top: bottom + size })
    }

    /// One past the highest address; a multiple of the page size.
    pub fn top(self) -> usize {
        self.top
    }

    /// Whether there is a usable word of 8 bytes at `address`.
    pub fn holds_word(self, address: usize) -> bool {
        address.is_multiple_of(8) && (self.bottom..self.top).contains(&address)
    }

    /// Whether who touches `address` has run out of stack.
    pub fn guards(self, address: usize) -> bool {
        (self.guard..self.bottom).contains(&address)
    }
}
