//! Leaving functions by an exception.
//!
//! # Safety
//! Generated code alone calls this, with an exception of its own.

use core::arch::naked_asm;

use crate::exception::Resumption;

/// Goes to the handler of an exception, or traps.
///
/// Called by the wasm convention: the argument is in `rdi`, and a handler finds
/// every register changed but the stack and frame pointers, which are those of
/// its own frame at the call.
///
/// # Safety
/// See the module.
#[unsafe(no_mangle)]
#[unsafe(naked)]
pub unsafe extern "C" fn exception_throw() {
    naked_asm!(
        "push rbp",               // a frame, from which the callers are found
        "mov rbp, rsp",           // likewise
        "sub rsp, {size}",        // what `find_handler` fills in
        "mov rsi, rbp",           // the exception is in `rdi` already
        "mov rdx, rsp",           // the place
        "call {find}",            // comes back only where there is one
        "mov rcx, [rsp + {code}]",  // the handler
        "mov rbp, [rsp + {frame}]", // its frame
        "mov rsp, [rsp + {stack}]", // the frames in between are gone
        "jmp rcx",                // into the handler
        size = const size_of::<Resumption>().next_multiple_of(16),
        find = sym crate::exception::find_handler,
        code = const core::mem::offset_of!(Resumption, code),
        frame = const core::mem::offset_of!(Resumption, frame_pointer),
        stack = const core::mem::offset_of!(Resumption, stack_pointer),
    )
}
