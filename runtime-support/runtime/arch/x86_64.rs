//! Assembly for x86-64: the first instructions of the process.
//!
//! # Safety
//! Each function states what its caller promises.
#![allow(unsafe_code)]

use core::arch::{global_asm, naked_asm};

use crate::abi::descriptor::ProgramDescriptor;

#[path = "x86_64_bytes.rs"]
mod bytes;
#[path = "x86_64_cpu.rs"]
mod cpu;
#[path = "x86_64_enter.rs"]
mod enter;
#[path = "x86_64_signal.rs"]
mod signal;
#[path = "x86_64_syscall.rs"]
mod syscall;
#[cfg(part = "threads")]
#[path = "x86_64_thread.rs"]
mod thread;
#[cfg(part = "exceptions")]
#[path = "x86_64_throw.rs"]
mod throw;

pub use bytes::{memmove, memset};
pub use cpu::missing_features;
pub use enter::{call_on_stack, frame_pointer, recover};
pub use signal::{SignalContext, return_from_signal};
pub use syscall::syscall;
#[cfg(part = "threads")]
pub use thread::{leave_thread, start_thread, thread_pointer};
#[cfg(part = "exceptions")]
pub use throw::exception_throw;

/// Where the stack of generated code ends. Regions end 4 TiB below the end of
/// user space (`program/memory_plan.rs` in the compiler), and what the kernel
/// places by itself takes less than the last 2 TiB. The last MiB, which most
/// programs use alone, is no whole huge page: one would have to be cleared.
pub const STACK_TOP: usize = (1 << 47) - (3 << 40) + (1 << 20);

/// Where the exceptions of the main thread are, at most a GiB. As for the stack,
/// what most programs use is no whole huge page.
#[cfg(part = "exceptions")]
pub const EXCEPTIONS: usize = STACK_TOP.next_multiple_of(1 << 30) + (1 << 20);

/// Where rights that are chosen at start are.
#[cfg(part = "overriding")]
pub const OVERRIDE: usize = STACK_TOP.next_multiple_of(1 << 30) + (512 << 30);

/// Where the handles of component instances are, at most 400 GiB.
#[cfg(part = "components")]
pub const HANDLES: usize = STACK_TOP.next_multiple_of(1 << 30) + (4 << 30);

/// Where bytes are that sockets of components have not taken yet, at most a GiB.
#[cfg(part = "components")]
pub const UNSENT: usize = STACK_TOP.next_multiple_of(1 << 30) + (600 << 30);

/// Where the messages of HTTP are that the program works on, at most a GiB.
#[cfg(part = "http")]
pub const HEAP: usize = STACK_TOP.next_multiple_of(1 << 30) + (513 << 30);

/// Where connections of HTTP are, and what has come in through them.
#[cfg(part = "http")]
pub const CONNECTIONS: usize = HEAP + (4 << 30);

/// Where the workers of a server say what they do.
#[cfg(part = "http")]
pub const WORKERS: usize = HEAP + (8 << 30);

/// Where the kernel starts the process. Source: System V ABI, AMD64 supplement,
/// "Process Initialization".
#[unsafe(no_mangle)]
#[unsafe(naked)]
unsafe extern "C" fn _start() -> ! {
    naked_asm!(
        "xor ebp, ebp",  // the outermost frame, for debuggers
        "mov rdi, rsp",  // the argument count, and behind it everything else
        "and rsp, -16",  // aligned already, by the ABI; costs nothing to be sure
        "call {start}",  // does not return
        "ud2",           // and if it did
        start = sym crate::start::start,
    )
}

// The program descriptor: zeros that the compiler overwrites in the file. It is
// defined here rather than in Rust so that nothing can take the zeros for its
// value: to Rust this is a foreign static, whose contents are unknown.
global_asm!(
    ".pushsection .rodata.wasi2native_program, \"a\", @progbits",
    ".balign {align}",                           // as Rust would lay it out
    ".globl wasi2native_program",                // the compiler looks it up
    ".type wasi2native_program, @object",        // data, for symbol tables
    ".size wasi2native_program, {size}",         // likewise
    "wasi2native_program:",                      // see `DESCRIPTOR_SYMBOL`
    ".zero {size}",                              // no magic: not filled in
    ".popsection",                               // back to where we were
    align = const align_of::<ProgramDescriptor>(),
    size = const size_of::<ProgramDescriptor>(),
);
