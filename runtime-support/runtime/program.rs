//! The program that the runtime was linked with, as its descriptor tells.
//!
//! # Safety
//! The compiler fills the descriptor in and checks the executable; this file
//! trusts it. It is the only one that turns the descriptor's distances into
//! pointers.
#![allow(unsafe_code)]

use core::slice;

use crate::abi::descriptor::{
    EntryPoint, FunctionEntry, MAGIC, ProgramDescriptor, RegionPlan, SUMMED_WORDS, Span, TrapSite,
    sum,
};
use crate::abi::embedded::{Node, Root};
use crate::abi::exceptions::{CallSite, ExceptionRoot, Handler, TagEntry};
use crate::abi::lockdown::FilterInstruction;
#[cfg(part = "network")]
use crate::abi::lockdown::LockdownPlan;
#[cfg(part = "threads")]
use crate::abi::threads::ThreadPlan;

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

/// Whether the descriptor is as the compiler has filled it in. Where it is not, nothing
/// that it says may be believed.
pub fn is_sound() -> bool {
    let words = (&raw const PROGRAM).cast::<u64>();
    // SAFETY: as in `program`; it is made of so many words, and then its sum.
    let words = unsafe { slice::from_raw_parts(words, SUMMED_WORDS) };
    sum(words.iter().copied()) == program().sum
}

/// How far into the generated code an address is, if it is in it.
#[inline(never)]
pub fn code_offset(address: usize) -> Option<u32> {
    let code = bytes(program().code);
    let offset = address.wrapping_sub(code.as_ptr() as usize);
    (offset < code.len()).then_some(offset as u32)
}

/// The reverse of [`code_offset`].
pub fn code_address(offset: u32) -> usize {
    address(program().code.offset) as usize + offset as usize
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
    part(bytes(program().names), function.name, function.name_length)
}

/// Memories and growable tables.
pub fn regions() -> &'static [RegionPlan] {
    // SAFETY: the span holds regions.
    unsafe { array(program().regions) }
}

/// Where the mutable state outside of regions is, and how many bytes it has.
#[cfg(part = "http")]
pub fn state() -> (usize, usize) {
    place(program().state)
}

/// As [`state`], of what has to be cleared where it comes anew from the file.
#[cfg(part = "http")]
pub fn cleared() -> (usize, usize) {
    place(program().cleared)
}

#[cfg(part = "http")]
fn place(span: Span) -> (usize, usize) {
    (address(span.offset) as usize, span.count as usize)
}

/// The functions that the runtime can call.
pub fn entries() -> &'static [EntryPoint] {
    // SAFETY: the span holds entry points.
    unsafe { array(program().entries) }
}

/// A tag by its number.
pub fn tag(number: u32) -> Option<&'static TagEntry> {
    // SAFETY: the span holds tags.
    unsafe { array(program().tags) }.get(number as usize)
}

/// The tag's name; empty where it has none.
pub fn tag_name(tag: &TagEntry) -> &'static [u8] {
    part(bytes(program().names), tag.name, tag.name_length)
}

/// Where in objects with a tag references to exceptions are.
pub fn exception_fields(tag: &TagEntry) -> &'static [u32] {
    // SAFETY: the span holds offsets.
    part(unsafe { array(program().exception_fields) }, tag.first_field, tag.field_count)
}

/// A call from which exceptions can go to these handlers in its own function.
pub fn handlers(return_address: usize) -> Option<(&'static CallSite, &'static [Handler])> {
    // SAFETY: the spans hold calls and handlers.
    unsafe { known_of_call(return_address, program().handler_sites, program().handlers) }
}

/// A call during which references to exceptions are at these offsets from the
/// stack pointer.
pub fn stack_map(return_address: usize) -> Option<(&'static CallSite, &'static [u32])> {
    // SAFETY: the spans hold calls and offsets.
    unsafe { known_of_call(return_address, program().stack_maps, program().stack_map_slots) }
}

/// Places with references to exceptions, other than stacks.
pub fn exception_roots() -> &'static [ExceptionRoot] {
    // SAFETY: the span holds roots.
    unsafe { array(program().exception_roots) }
}

/// Where a root is.
pub fn root_place(root: &ExceptionRoot) -> *const u8 {
    address(root.place)
}

/// # Safety
/// The descriptor's author made these spans of [`CallSite`], sorted, and `T`.
unsafe fn known_of_call<T>(
    return_address: usize,
    sites: Span,
    known: Span,
) -> Option<(&'static CallSite, &'static [T])> {
    let offset = code_offset(return_address)?;
    // SAFETY: by our caller's promise.
    let (sites, known) = unsafe { (array::<CallSite>(sites), array(known)) };
    let place = sites.binary_search_by_key(&offset, |site| site.return_offset).ok()?;
    let site = sites.get(place)?;
    Some((site, part(known, site.first, site.count)))
}

/// Some of the elements of an array; none where it has not that many.
fn part<T>(all: &'static [T], first: u32, count: u32) -> &'static [T] {
    all.get(first as usize..).and_then(|tail| tail.get(..count as usize)).unwrap_or_default()
}

/// What the compiler plans for threads.
#[cfg(part = "threads")]
pub fn thread_plan() -> &'static ThreadPlan {
    unsafe extern "C" {
        /// Defined by `arch`, overwritten in the file by the compiler.
        #[link_name = "wasi2native_threads"]
        static PLAN: ThreadPlan;
    }
    // SAFETY: it exists, is aligned, read-only, and any bytes are valid numbers.
    unsafe { &PLAN }
}

/// The bytes with which a thread's state begins.
#[cfg(part = "threads")]
pub fn thread_state() -> &'static [u8] {
    bytes(thread_plan().state)
}

/// Where in a thread's state the records of growable tables are.
#[cfg(part = "threads")]
pub fn thread_tables() -> &'static [u64] {
    // SAFETY: the span holds offsets.
    unsafe { array(thread_plan().tables) }
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

/// The arguments that were compiled in, a NUL behind each.
pub fn arguments() -> &'static [u8] {
    bytes(program().arguments)
}

/// The embedded folders that the program finds open.
pub fn embedded_roots() -> &'static [Root] {
    // SAFETY: the span holds roots.
    unsafe { array(program().embedded.roots) }
}

/// What is in embedded folders.
pub fn embedded_nodes() -> &'static [Node] {
    // SAFETY: the span holds nodes.
    unsafe { array(program().embedded.nodes) }
}

pub fn embedded_names() -> &'static [u8] {
    bytes(program().embedded.names)
}

pub fn embedded_content() -> &'static [u8] {
    bytes(program().embedded.content)
}

/// Whether the process is locked down, so that it may do nothing that was not foreseen.
#[cfg(part = "network")]
pub fn is_locked_down() -> bool {
    program().lockdown.has(LockdownPlan::WANTED)
}

/// The filter of system calls.
pub fn filter() -> &'static [FilterInstruction] {
    // SAFETY: the span holds instructions.
    unsafe { array(program().lockdown.filter) }
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
