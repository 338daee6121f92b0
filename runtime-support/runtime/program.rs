//! The program that the runtime was linked with, as its descriptor tells.
//!
//! # Safety
//! The compiler fills the descriptor in and checks the executable; this file
//! trusts it. It is the only one that turns the descriptor's distances into
//! pointers.
#![allow(unsafe_code)]

use core::slice;

use crate::abi::descriptor::{
    EntryPoint, FunctionEntry, MAGIC, ProgramDescriptor, RegionPlan, Span, TrapSite,
};

/// A function that enters generated code. See [`EntryPoint`].
pub type Thunk = unsafe extern "C" fn(*mut u128);

unsafe extern "C" {
    /// Defined by `arch`, overwritten in the file by the compiler.
    #[link_name = "wasi2native_program"]
    static PROGRAM: ProgramDescriptor;
}

/// The descriptor itself.
pub fn program() -> &'static ProgramDescriptor {
    // SAFETY: it exists, is aligned, read-only, and any bytes are valid numbers.
    unsafe { &PROGRAM }
}

/// Whether the compiler has filled in the descriptor, by the same contract.
pub fn is_complete() -> bool {
    program().magic == MAGIC
}

/// How far into the generated code an address is, if it is in it.
#[inline(never)]
pub fn code_offset(address: usize) -> Option<u32> {
    let code = bytes(program().code);
    let offset = address.wrapping_sub(code.as_ptr() as usize);
    (offset < code.len()).then_some(offset as u32)
}

/// Sorted by offset.
pub fn trap_sites() -> &'static [TrapSite] {
    // SAFETY: the span holds trap sites.
    unsafe { array(program().traps) }
}

/// Sorted by offset.
pub fn functions() -> &'static [FunctionEntry] {
    // SAFETY: the span holds functions.
    unsafe { array(program().functions) }
}

/// The function's name; empty where it has none.
pub fn name(function: &FunctionEntry) -> &'static [u8] {
    let start = function.name as usize;
    let length = function.name_length as usize;
    bytes(program().names).get(start..).and_then(|tail| tail.get(..length)).unwrap_or_default()
}

/// Memories and growable tables.
pub fn regions() -> &'static [RegionPlan] {
    // SAFETY: the span holds regions.
    unsafe { array(program().regions) }
}

/// The functions that the runtime can call.
pub fn entries() -> &'static [EntryPoint] {
    // SAFETY: the span holds entry points.
    unsafe { array(program().entries) }
}

/// The code of an entry.
pub fn thunk(entry: &EntryPoint) -> Thunk {
    let address = address(entry.thunk);
    // SAFETY: the compiler put a function with this signature there.
    unsafe { core::mem::transmute::<*const u8, Thunk>(address) }
}

/// The encoded capabilities.
#[allow(dead_code)] // for preview 1
pub fn capabilities() -> &'static [u8] {
    bytes(program().capabilities)
}

/// What is at a distance from the descriptor.
fn address(distance: i64) -> *const u8 {
    (&raw const PROGRAM).cast::<u8>().wrapping_offset(distance as isize)
}

fn bytes(span: Span) -> &'static [u8] {
    // SAFETY: any memory is bytes.
    unsafe { array(span) }
}

/// # Safety
/// The descriptor's author made this a span of `T`.
unsafe fn array<T>(span: Span) -> &'static [T] {
    if span.count == 0 {
        return &[];
    }
    // SAFETY: the compiler filled the span in; what it describes is read-only.
    unsafe { slice::from_raw_parts(address(span.offset).cast::<T>(), span.count as usize) }
}
