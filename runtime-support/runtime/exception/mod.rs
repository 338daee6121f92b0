//! Exceptions: making them, and finding who handles them. Core, "Exceptions".
//!
//! # Safety
//! Generated code passes objects and references that it got from here.
#![allow(unsafe_code)]

mod heap;
mod roots;

pub use crate::arch::exception_throw;
pub use heap::ExceptionHeap;

use crate::abi::exceptions::{ExceptionObject, Handler};
use crate::abi::traps::Trap;
use crate::arch;
use crate::frames::Frames;
use crate::message::Message;
use crate::program;
use crate::thread;
use crate::traps;

/// The row is in `abi/builtins.rs`.
#[unsafe(no_mangle)]
pub extern "C" fn exception_new(tag: u32) -> *mut ExceptionObject {
    let frame = arch::frame_pointer();
    let thread = thread::current();
    let size = program::tag(tag).map_or(0, |tag| tag.size);
    let object = thread.with_exceptions(|heap| {
        let place = heap.allocate(size, || Frames::new(frame, thread.stack()))?;
        Some(heap.write(place, ExceptionObject { tag, mark: 0 }))
    });
    object.unwrap_or_else(|| traps::raise(Trap::ExceptionsExhausted))
}

/// The row is in `abi/builtins.rs`.
#[unsafe(no_mangle)]
pub extern "C" fn exception_object(reference: u32) -> *mut ExceptionObject {
    thread::current().with_exceptions(|heap| heap.object(reference))
}

/// The row is in `abi/builtins.rs`.
#[unsafe(no_mangle)]
pub extern "C" fn exception_caught() -> u32 {
    thread::current().with_exceptions(|heap| heap.caught)
}

/// Where code goes on after a throw.
#[repr(C)]
pub struct Resumption {
    pub code: usize,
    pub stack_pointer: usize,
    pub frame_pointer: usize,
}

/// Finds the handler of an exception that the function called from the frame at
/// `frame` throws. Nothing has happened yet where there is none: then it is a
/// trap, with all callers in the back-trace.
///
/// # Safety
/// `object` is an exception, `place` is the caller's own.
pub unsafe extern "C" fn find_handler(
    object: *const ExceptionObject,
    frame: usize,
    place: *mut Resumption,
) {
    let thread = thread::current();
    // SAFETY: by our caller's promise.
    let tag = unsafe { (*object).tag };
    for call in Frames::new(frame, thread.stack()) {
        // What called into the program ends the search: exceptions are the
        // program's own.
        if program::code_offset(call.return_address).is_none() {
            break;
        }
        let Some((site, handlers)) = program::handlers(call.return_address) else { continue };
        let fits = |handler: &&Handler| handler.tag == tag || handler.tag == Handler::ANY_TAG;
        if let Some(handler) = handlers.iter().find(fits) {
            let resumption = Resumption {
                code: program::code_address(handler.code_offset),
                stack_pointer: call.caller - site.frame_offset as usize,
                frame_pointer: call.caller,
            };
            // SAFETY: by our caller's promise.
            unsafe { place.write(resumption) };
            return thread.with_exceptions(|heap| heap.caught = heap.reference(object));
        }
    }
    thread.with_report(|report| report.tag = tag);
    traps::raise(Trap::UncaughtException)
}

/// Adds what a tag is called.
pub fn print_tag(number: u32, message: &mut Message) {
    let Some(tag) = program::tag(number) else { return };
    message.named(program::tag_name(tag), "tag ", tag.index);
}
