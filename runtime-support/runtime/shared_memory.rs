//! What generated code calls for shared memories. The rows are in
//! `abi/builtins.rs`; programs without such memories carry none of this.
//!
//! # Safety
//! Generated code passes records of the program and what it has checked.
#![allow(unsafe_code)]

use core::sync::atomic::Ordering::SeqCst;
use core::sync::atomic::{AtomicU32, AtomicU64};

use crate::abi::records::MemoryRecord;
use crate::builtins::builtin_memory_grow;
use crate::lock::Lock;
use crate::waiting;

/// Held while a shared memory grows.
static GROWTH: Lock = Lock::new();

/// Core, "Memory Instructions", `memory.grow`: the old size in pages, or -1.
/// Other threads may use the memory meanwhile, and grow it.
///
/// # Safety
/// See the module.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn builtin_shared_memory_grow(memory: *mut MemoryRecord, delta: u64) -> i64 {
    let _held = GROWTH.hold();
    // SAFETY: passed on to our caller; nobody else changes the record now.
    unsafe { builtin_memory_grow(memory, delta) }
}

/// Threads, "Atomic Memory Instructions", `memory.atomic.wait32`.
///
/// # Safety
/// See the module: `address` is aligned and inside a shared memory.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn builtin_memory_wait32(
    address: *mut u32,
    expected: u32,
    timeout: i64,
) -> u32 {
    // SAFETY: memories are never unmapped.
    let word = unsafe { AtomicU32::from_ptr(address) };
    waiting::wait(address as usize, || word.load(SeqCst) == expected, timeout) as u32
}

/// As [`builtin_memory_wait32`] for `memory.atomic.wait64`.
///
/// # Safety
/// See the module: `address` is aligned and inside a shared memory.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn builtin_memory_wait64(
    address: *mut u64,
    expected: u64,
    timeout: i64,
) -> u32 {
    // SAFETY: memories are never unmapped.
    let word = unsafe { AtomicU64::from_ptr(address) };
    waiting::wait(address as usize, || word.load(SeqCst) == expected, timeout) as u32
}

/// Threads, "Atomic Memory Instructions", `memory.atomic.notify`.
///
/// # Safety
/// See the module.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn builtin_memory_notify(address: *mut u32, count: u32) -> u32 {
    waiting::notify(address as usize, count)
}
