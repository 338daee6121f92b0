//! Threads: how generated code finds what is a thread's own, and what the runtime
//! must know to start one. Only programs that start threads have any of this.
//!
//! Each thread has a *slot*, a stretch of address space whose size is a power of
//! two and which begins at a multiple of it. From the end down it holds
//! [`HANDLERS_SIZE`] bytes for signal handlers, [`RECORD_SIZE`] for the runtime's
//! record of the thread, the thread's mutable state, and the stack; at the start
//! are its growable tables and its exceptions. So the stack pointer, with all
//! bits set that tell one place in the slot from another, is the *context* from
//! which generated code counts down to the state.

use super::descriptor::Span;

/// The symbol of the [`ThreadPlan`] in the runtime's stub.
pub const THREAD_PLAN_SYMBOL: &str = "wasi2native_threads";

/// Bytes at the end of a slot for signal handlers and what they report.
pub const HANDLERS_SIZE: u64 = 64 << 10;

/// Bytes before them for the runtime's record of the thread.
pub const RECORD_SIZE: u64 = 512;

/// What the state's address is a multiple of, and the stack's end.
pub const STATE_ALIGNMENT: u64 = 64;

/// Where the threads of a program are and how they begin. The compiler fills it
/// in. Distances are from the program descriptor's first byte.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[repr(C)]
pub struct ThreadPlan {
    /// The address of the first slot, the main thread's; a multiple of the size.
    pub first_slot: u64,
    /// In bytes, a power of two.
    pub slot_size: u64,
    pub slot_count: u64,
    /// Bytes from a slot's start to its exceptions; 0 where the program has none.
    pub exceptions: u64,
    /// The bytes with which a thread's state begins, a multiple of
    /// [`STATE_ALIGNMENT`] of them.
    pub state: Span,
    /// Distances in bytes from the start of the state to the
    /// [`super::records::TableRecord`]s of growable tables, 64 bits each. Their
    /// bases count from the start of the slot until the runtime adds that.
    pub tables: Span,
    /// Which entry a thread begins with: of two values, its number and what its
    /// creator passed.
    pub entry: u64,
}
