//! Calling the program: safely, any number of times, trap or not.
//!
//! # Safety
//! Thunks are the compiler's.
#![allow(unsafe_code)]

use crate::abi::descriptor::EntryPoint;
use crate::abi::traps::Trap;
use crate::arch;
use crate::program::{self, Thunk};
use crate::{thread, threads};

/// Calls an entry of the program. Arguments are taken from `values`, results are
/// put there.
///
/// # Panics
/// If `values` has fewer places than the entry needs.
pub fn call(entry: &EntryPoint, values: &mut [u128]) -> Result<(), Trap> {
    assert!(values.len() as u64 >= entry.values);
    // SAFETY: the thunk uses as many places as the entry says.
    unsafe { enter(program::thunk(entry), values.as_mut_ptr()) }
}

/// Calls `thunk(values)` on the stack of generated code. A trap anywhere below
/// ends the call and comes back as an error, and the next call starts afresh.
/// Until then the thread's report tells where it was.
///
/// A host function that was called by the program may do this as well: then the
/// call goes on below it, and a trap goes no further than here.
///
/// # Safety
/// The thunk is sound to call with these values.
pub unsafe fn enter(thunk: Thunk, values: *mut u128) -> Result<(), Trap> {
    let thread = thread::current();
    let outer = thread.recovery();
    // An outer call is using the stack.
    let stack = if outer == 0 { threads::entry_stack() } else { 0 };
    // SAFETY: the stack is free from there on. Frames that a trap skips are
    // those of generated code and of host functions, which do not unwind.
    let trapped = unsafe { arch::call_on_stack(thunk, values, stack, thread.recovery_place()) };
    thread.set_recovery(outer);
    if trapped == 0 { Ok(()) } else { Err(thread.with_report(|report| report.trap)) }
}
