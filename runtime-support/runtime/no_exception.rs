//! In the place of [`exception`](crate::exception) for programs that cannot
//! throw: what generated code may call has its symbol, but is never called.
#![allow(unsafe_code)] // for the names alone

use crate::abi::exceptions::ExceptionObject;
use crate::abi::traps::Trap;
use crate::message::Message;
use crate::traps;

/// There are none.
pub struct ExceptionHeap;

impl ExceptionHeap {
    pub const EMPTY: ExceptionHeap = ExceptionHeap;
}

#[unsafe(no_mangle)]
pub extern "C" fn exception_new(_tag: u32) -> *mut ExceptionObject {
    traps::raise(Trap::ExceptionsExhausted)
}

#[unsafe(no_mangle)]
pub extern "C" fn exception_object(_reference: u32) -> *mut ExceptionObject {
    traps::raise(Trap::ExceptionsExhausted)
}

#[unsafe(no_mangle)]
pub extern "C" fn exception_caught() -> u32 {
    traps::raise(Trap::ExceptionsExhausted)
}

#[unsafe(no_mangle)]
pub extern "C" fn exception_throw(_object: *mut ExceptionObject) {
    traps::raise(Trap::ExceptionsExhausted)
}

pub fn print_tag(_number: u32, _message: &mut Message) {}
