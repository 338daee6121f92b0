//! In the place of [`threads`](crate::threads) for programs that start none: what
//! is there once is at a fixed place.
//!
//! # Safety
//! There is one thread.
#![allow(unsafe_code)]

use crate::abi::exceptions::ExceptionRoot;
use crate::program;
use crate::stack::{self, Stack};
use crate::sys::{Errno, Fd, descriptor};
use crate::thread::{Report, Thread};

static REPORT: Report = Report::new();

// In the file, though most is zero: kernels before 6.7 mistreat a segment that
// has no bytes there, and the stub's writable segment has no others.
#[unsafe(link_section = ".data.thread")]
static MAIN: Thread = Thread::new(Stack::NONE, &REPORT);

/// The record of the thread that asks.
#[inline(always)]
pub fn current() -> &'static Thread {
    &MAIN
}

/// Maps the stack, and what lies above it.
#[inline(always)]
pub fn start() -> Result<(), Errno> {
    MAIN.set_stack(Stack::map(program::program().stack_size)?);
    Ok(())
}

/// Where the signal handlers' stack is.
#[inline(always)]
pub fn handler_stack() -> usize {
    stack::HANDLER_STACK
}

/// Where the stack of generated code ends when the thread first calls it.
#[inline(always)]
pub fn entry_stack() -> usize {
    MAIN.stack().top()
}

/// Returns to who may end the process.
#[inline(always)]
pub fn claim_end() {}

/// Where the thread's exceptions are.
#[cfg(part = "exceptions")]
#[inline(always)]
pub fn exceptions() -> usize {
    crate::arch::EXCEPTIONS
}

/// Where a root is.
#[inline(always)]
pub fn root_place(root: &ExceptionRoot) -> *const u8 {
    program::root_place(root)
}

/// Nobody else changes the table of descriptors.
pub struct Held;

#[inline(always)]
pub fn hold_descriptors() -> Held {
    Held
}

/// Nobody closes what is in use.
#[inline(always)]
pub fn use_descriptor(_fd: Fd) {}

#[inline(always)]
pub fn can_use(_fd: Fd) -> bool {
    true
}

/// Closes a descriptor that is in no table any more.
#[inline(always)]
pub fn close(fd: Fd) -> Result<(), Errno> {
    descriptor::close(fd)
}

/// The running host function ends.
#[inline(always)]
pub fn end_host_call() {}
