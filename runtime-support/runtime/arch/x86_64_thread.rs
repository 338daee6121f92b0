//! The first and the last instructions of a thread.
//!
//! # Safety
//! Each function states what its caller promises.

use core::arch::{asm, global_asm, naked_asm};

use crate::abi::threads::ThreadPlan;
use crate::arch::kernel;

/// Makes the system call clone(2) with these flags. The new thread runs `run` on
/// the stack that ends at `stack`, with this thread pointer. Returns what the
/// kernel returns to the thread that called.
///
/// # Safety
/// The flags share memory and set the thread pointer. The stack is the new
/// thread's alone, its end a multiple of 16.
#[unsafe(naked)]
pub unsafe extern "C" fn start_thread(
    flags: usize,
    stack: usize,
    thread_pointer: *const u8,
    run: unsafe extern "C" fn() -> !,
) -> isize {
    naked_asm!(
        "mov r8, rdx",       // the thread pointer; flags and stack are in place
        "mov r9, rcx",       // what to run: the kernel keeps this register
        "xor edx, edx",      // nobody wants the number
        "xor r10d, r10d",    // neither does the new thread
        "mov eax, {number}", // clone
        "syscall",           // returns twice
        "test rax, rax",     // in which thread?
        "jz 2f",             // in the new one
        "ret",               // to the caller
        "2:",
        "xor ebp, ebp",      // the outermost frame
        "call r9",           // does not return
        "ud2",               // and if it did
        number = const kernel::CLONE,
    )
}

/// Ends the thread: unmaps what it has run on, then clears bits of `word` by
/// `mask`, so that others can use the place.
///
/// # Safety
/// Nobody uses what is unmapped, and the word is elsewhere.
#[unsafe(naked)]
pub unsafe extern "C" fn leave_thread(start: usize, length: usize, word: *mut u64, mask: u64) -> ! {
    naked_asm!(
        "mov r8, rdx",      // the word: the kernel keeps this register
        "mov r9, rcx",      // and the mask
        "mov eax, {unmap}", // munmap; start and length are in place
        "syscall",          // from here on there is no stack
        "lock and qword ptr [r8], r9", // the place is free
        "xor edi, edi",     // nobody asks for the status
        "mov eax, {exit}",  // exit, of this thread alone
        "syscall",          // does not return
        "ud2",              // and if it did
        unmap = const kernel::MUNMAP,
        exit = const kernel::EXIT,
    )
}

/// The thread pointer, loaded from where it points to.
#[inline]
pub fn thread_pointer() -> *const u8 {
    let pointer: *const u8;
    // SAFETY: a thread pointer leads to itself, and never changes.
    unsafe {
        asm!(
            "mov {}, fs:[0]", // its first word
            out(reg) pointer,
            options(pure, readonly, nostack, preserves_flags),
        );
    }
    pointer
}

// The plan of threads: zeros that the compiler overwrites in the file, as the
// program descriptor.
global_asm!(
    ".pushsection .rodata.wasi2native_threads, \"a\", @progbits",
    ".balign {align}",                       // as Rust would lay it out
    ".globl wasi2native_threads",            // the compiler looks it up
    ".type wasi2native_threads, @object",    // data, for symbol tables
    ".size wasi2native_threads, {size}",     // likewise
    "wasi2native_threads:",                  // see `THREAD_PLAN_SYMBOL`
    ".zero {size}",                          // not filled in
    ".popsection",                           // back to where we were
    align = const align_of::<ThreadPlan>(),
    size = const size_of::<ThreadPlan>(),
);
