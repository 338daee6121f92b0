//! What the kernel hands to a new process: arguments, environment and auxiliary
//! values.
//!
//! # Safety
//! The kernel puts them on the stack before the first instruction, and nobody
//! changes them.
#![allow(unsafe_code)]

use core::ptr;
use core::slice;
use core::sync::atomic::{AtomicPtr, AtomicUsize, Ordering::Relaxed};

static ARGUMENTS: AtomicPtr<*const u8> = AtomicPtr::new(ptr::null_mut());
static ARGUMENT_COUNT: AtomicUsize = AtomicUsize::new(0);

/// Remembers where the kernel put everything. Reads one number only: programs
/// that do not ask need not pay.
///
/// # Safety
/// `stack` is the stack pointer that the process was started with.
pub unsafe fn start(stack: *const usize) {
    // SAFETY: by our caller's promise. Source: System V ABI, AMD64 supplement,
    // "Initial Stack and Register State".
    unsafe {
        ARGUMENT_COUNT.store(stack.read(), Relaxed);
        ARGUMENTS.store(stack.add(1).cast::<*const u8>().cast_mut(), Relaxed);
    }
}

/// The arguments, each ended by NUL; the first is the program's name.
#[allow(dead_code)] // for preview 1
pub fn arguments() -> &'static [*const u8] {
    let start = ARGUMENTS.load(Relaxed);
    if start.is_null() {
        return &[];
    }
    // SAFETY: `start` stored what the kernel gave.
    unsafe { slice::from_raw_parts(start, ARGUMENT_COUNT.load(Relaxed)) }
}

/// The environment, each variable `NAME=VALUE` ended by NUL.
pub fn environment() -> &'static [*const u8] {
    let start = ARGUMENTS.load(Relaxed);
    if start.is_null() {
        return &[];
    }
    // SAFETY: behind the arguments comes a null pointer, then the environment,
    // then another.
    unsafe {
        let start = start.add(ARGUMENT_COUNT.load(Relaxed) + 1);
        let mut count = 0;
        while !(*start.add(count)).is_null() {
            count += 1;
        }
        slice::from_raw_parts(start, count)
    }
}

/// An auxiliary value of the kernel, for example the address of the vDSO.
/// Source: getauxval(3).
#[allow(dead_code)] // for the clocks
pub fn auxiliary(kind: usize) -> Option<usize> {
    const AT_NULL: usize = 0;
    let mut entry = environment().as_ptr_range().end.wrapping_add(1).cast::<[usize; 2]>();
    if ARGUMENTS.load(Relaxed).is_null() {
        return None;
    }
    loop {
        // SAFETY: behind the environment comes a null pointer, then pairs, up to
        // one of kind `AT_NULL`.
        match unsafe { entry.read() } {
            [AT_NULL, _] => return None,
            [found, value] if found == kind => return Some(value),
            _ => entry = entry.wrapping_add(1),
        }
    }
}
