//! Calling generated code on a stack of its own, and leaving it in the middle.
//!
//! # Safety
//! Each function states what its caller promises.

use core::arch::{asm, naked_asm};

/// Calls `thunk(values)` with the stack pointer at `stack`, or on the current
/// stack where `stack` is 0. Returns 0 when the call returns, 1 when [`recover`]
/// cut it short.
///
/// `recovery` receives the stack pointer that [`recover`] wants. Saved are the
/// registers that System V lets a caller rely on. The control bits of `mxcsr`
/// are among them, but neither generated code nor the runtime changes those.
///
/// # Safety
/// `thunk` follows the System V convention and is sound to call with `values`;
/// `stack` is the 16-aligned upper end of a stack that nobody uses. Nothing that
/// a recovery cuts short has cleaning up to do.
#[unsafe(naked)]
pub unsafe extern "C" fn call_on_stack(
    thunk: unsafe extern "C" fn(*mut u128),
    values: *mut u128,
    stack: usize,
    recovery: *mut usize,
) -> usize {
    naked_asm!(
        "push rbp",            // a frame, so that debuggers can walk on from here
        "mov rbp, rsp",        // likewise
        "push rbx",            // callee-saved
        "push r12",            // callee-saved
        "push r13",            // callee-saved
        "push r14",            // callee-saved
        "push r15",            // callee-saved
        "mov [rcx], rsp",      // what `recover` starts from
        "test rdx, rdx",       // is there another stack?
        "cmovz rdx, rsp",      // no: go on below our own frame
        "and rdx, -16",        // as a call wants it
        "mov rsp, rdx",        // from here on the program's stack
        "mov rax, rdi",        // the thunk
        "mov rdi, rsi",        // its argument
        "call rax",            // into generated code
        "lea rsp, [rbp - 40]", // back to the five saved registers
        "xor eax, eax",        // it returned
        "pop r15",             // as saved above
        "pop r14",             // as saved above
        "pop r13",             // as saved above
        "pop r12",             // as saved above
        "pop rbx",             // as saved above
        "pop rbp",             // as saved above
        "ret",                 // to the caller
    )
}

/// Makes the innermost [`call_on_stack`] return 1, from however deep inside it.
///
/// # Safety
/// `stack_pointer` is what that call stored, and it has not returned. The frames
/// in between have nothing to clean up.
#[unsafe(naked)]
pub unsafe extern "C" fn recover(stack_pointer: usize) -> ! {
    naked_asm!(
        "mov rsp, rdi", // drop the frames in between
        "cld",          // a backward copy may have been cut short
        "mov eax, 1",   // it did not return
        "pop r15",      // as `call_on_stack` saved it
        "pop r14",      // as `call_on_stack` saved it
        "pop r13",      // as `call_on_stack` saved it
        "pop r12",      // as `call_on_stack` saved it
        "pop rbx",      // as `call_on_stack` saved it
        "pop rbp",      // as `call_on_stack` saved it
        "ret",          // to the caller of `call_on_stack`
    )
}

/// The frame pointer of the function that this is inlined into.
#[inline(always)]
pub fn frame_pointer() -> usize {
    let frame: usize;
    // SAFETY: reads a register.
    unsafe {
        asm!(
            "mov {}, rbp", // frame pointers are kept throughout the runtime
            out(reg) frame,
            options(nomem, nostack, preserves_flags),
        );
    }
    frame
}
