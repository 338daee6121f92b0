//! What generated code calls on its own account: growth of memories and tables.
//! The rows are in `abi/builtins.rs`.
//!
//! # Safety
//! Generated code passes records of the program and what it has checked.
#![allow(unsafe_code)]

use core::sync::atomic::AtomicU64;
use core::sync::atomic::Ordering::{Relaxed, Release};

use crate::abi::records::{MemoryRecord, REFERENCE_SIZE, TableRecord};
use crate::regions;

/// Core, "Memory Instructions", `memory.grow`: the old size in pages, or -1.
///
/// # Safety
/// See the module.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn builtin_memory_grow(memory: *mut MemoryRecord, delta: u64) -> i64 {
    // SAFETY: the record is the program's own. Nothing else changes it now, but
    // other threads may read how long the memory is.
    let (base, length, maximum, shift) = unsafe {
        let length = AtomicU64::from_ptr(&raw mut (*memory).length);
        ((*memory).base, length, (*memory).maximum, (*memory).page_size_log2)
    };
    let old_length = length.load(Relaxed);
    let room = maximum.saturating_sub(old_length) >> shift;
    if delta > room {
        return -1;
    }
    // At most `maximum`, so none of this wraps.
    let new_length = old_length + (delta << shift);
    if regions::grow(base + old_length, base + new_length).is_err() {
        return -1;
    }
    // Whoever reads it may use what has been made usable.
    length.store(new_length, Release);
    (old_length >> shift) as i64
}

/// Core, "Table Instructions", `table.grow`: the old size, or -1. The new
/// elements are `value`.
///
/// # Safety
/// See the module.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn builtin_table_grow(
    table: *mut TableRecord,
    delta: u64,
    value: u32,
) -> i64 {
    // SAFETY: the record is the program's own, and nothing else uses it now.
    let table = unsafe { &mut *table };
    let old_length = table.length;
    if delta > table.maximum.saturating_sub(old_length) {
        return -1;
    }
    // At most `maximum`, so none of this wraps.
    let new_length = old_length + delta;
    let end_of = |length: u64| table.base + length * REFERENCE_SIZE as u64;
    let old_end = end_of(old_length);
    if regions::grow(old_end, end_of(new_length)).is_err() {
        return -1;
    }
    // New elements are null by themselves.
    if value != 0 {
        // SAFETY: they are usable now.
        unsafe { builtin_table_fill(old_end as *mut u32, value, delta) };
    }
    table.length = new_length;
    old_length as i64
}

/// Writes `value` to `count` elements from `elements`.
///
/// # Safety
/// See the module.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn builtin_table_fill(elements: *mut u32, value: u32, count: u64) {
    for index in 0..count as usize {
        // SAFETY: generated code has checked the range.
        unsafe { elements.add(index).write(value) };
    }
}
