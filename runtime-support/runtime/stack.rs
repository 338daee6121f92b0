//! The stack that generated code and the host functions it calls run on. Its
//! size is the program's own, whatever `ulimit -s` says. Nothing is ever mapped
//! below it, and no function's first touch can step over the end, because all of
//! them touch page by page.
//!
//! What else is large, and mostly never touched, lies above it in the same
//! mapping: each mapping takes the kernel time at start and end.

use crate::arch;
use crate::sys::Errno;
use crate::sys::memory;

/// The addresses of a stack.
#[derive(Clone, Copy)]
pub struct Stack {
    /// The lowest usable address.
    bottom: usize,
    /// One past the highest.
    top: usize,
}

/// The table of descriptors, zero at first.
pub const TABLE: usize = arch::STACK_TOP;
pub const TABLE_SIZE: usize = (1 << 21) + PAGE;

/// The stack of the signal handlers. They need one, because a fault may mean that
/// there is no other left. The kernel's own part is up to 3 KiB with AVX-512, and
/// 11 KiB with AMX.
pub const HANDLER_STACK: usize = TABLE + TABLE_SIZE;
pub const HANDLER_STACK_SIZE: usize = 32 << 10;

const END: usize = HANDLER_STACK + HANDLER_STACK_SIZE;

/// Bytes below the stack by which one sees that it is exhausted.
const GUARD_SIZE: usize = 1 << 20;
pub const PAGE: usize = 4096;
const ENOMEM: Errno = Errno::new(12);

impl Stack {
    /// No stack at all.
    pub const NONE: Stack = Stack { bottom: 0, top: 0 };

    /// A stack that is mapped elsewhere.
    #[cfg(part = "threads")]
    pub const fn new(bottom: usize, top: usize) -> Stack {
        Stack { bottom, top }
    }

    /// Maps a stack of at least `size` bytes, in the place of the main thread's,
    /// and what lies above it.
    pub fn map(size: u64) -> Result<Stack, Errno> {
        let top = arch::STACK_TOP;
        let bottom = usize::try_from(size)
            .ok()
            .and_then(|size| top.checked_sub(size.checked_next_multiple_of(PAGE)?.max(PAGE)))
            .ok_or(ENOMEM)?;
        memory::map_stack_at(bottom, END - bottom)?;
        Ok(Stack { bottom, top })
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
        (self.bottom.wrapping_sub(GUARD_SIZE)..self.bottom).contains(&address)
    }
}
