//! The record of a compiled function: plain data that depends on nothing else,
//! so that linking, caching and debug information need no second look.

use cranelift_codegen::binemit::Reloc;
use cranelift_codegen::isa::unwind::UnwindInfo;
use wasi2native_runtime_support::abi::traps::Trap;

use crate::program::{Symbol, TagKey};

/// Machine code of one function and what must be known to link and debug it.
#[derive(Debug)]
pub struct CompiledFunction {
    pub code: Vec<u8>,
    /// What the code's address must be a multiple of.
    pub alignment: u32,
    pub relocations: Vec<Relocation>,
    /// Where it can trap, sorted by offset.
    pub traps: Vec<TrapPlace>,
    /// Which wasm bytes each stretch of code came from, sorted by start.
    pub source_locations: Vec<SourceLocation>,
    /// Calls with exception handlers.
    pub handlers: Vec<HandlerPlace>,
    /// Calls at which references are live.
    pub stack_maps: Vec<StackMap>,
    /// How to unwind a frame of this function.
    pub unwind: Option<UnwindInfo>,
}

#[derive(Clone, Copy, Debug)]
pub struct Relocation {
    /// Where in the code the field is.
    pub offset: u32,
    pub kind: Reloc,
    pub symbol: Symbol,
    pub addend: i64,
}

#[derive(Clone, Copy, Debug)]
pub struct TrapPlace {
    /// Of the faulting instruction, from the function's start.
    pub offset: u32,
    pub trap: Trap,
}

#[derive(Clone, Copy, Debug)]
pub struct SourceLocation {
    pub start: u32,
    pub end: u32,
    /// Byte offset in the wasm module; `u32::MAX` where none is known.
    pub wasm_offset: u32,
}

/// A call from which an exception can go to a handler in the same function.
#[derive(Clone, Debug)]
pub struct HandlerPlace {
    /// The call's return address, from the function's start.
    pub return_offset: u32,
    /// Bytes from the frame pointer down to the stack pointer at the call.
    pub frame_offset: u32,
    /// The tags that are caught, `None` for all, and where their handler is,
    /// in the order in which they are tried.
    pub handlers: Vec<(Option<TagKey>, u32)>,
}

/// Where references are while a call is under way.
#[derive(Clone, Debug)]
pub struct StackMap {
    /// The call's return address, from the function's start.
    pub return_offset: u32,
    /// Bytes from the frame pointer down to the stack pointer at the call.
    pub frame_offset: u32,
    /// Offsets from the stack pointer of slots with live references.
    pub slots: Vec<u32>,
}
