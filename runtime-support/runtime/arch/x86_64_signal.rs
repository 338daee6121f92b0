//! What a signal handler finds and changes in the interrupted program.
//!
//! # Safety
//! The layout is the kernel's. Source: `asm/ucontext.h`, `asm/sigcontext.h`.

use core::arch::naked_asm;

use super::recover;
use crate::arch::kernel::{self, SystemCall};

/// `struct ucontext`, as far as `sigcontext` has general registers.
#[repr(C)]
pub struct SignalContext {
    flags: u64,
    link: usize,
    /// A `stack_t`.
    stack: [u64; 3],
    r8_to_r15: [u64; 8],
    rdi: u64,
    rsi: u64,
    rbp: u64,
    rbx: u64,
    rdx: u64,
    rax: u64,
    rcx: u64,
    rsp: u64,
    rip: u64,
}

impl SignalContext {
    /// The address of the interrupted instruction.
    pub fn program_counter(&self) -> usize {
        self.rip as usize
    }

    pub fn frame_pointer(&self) -> usize {
        self.rbp as usize
    }

    pub fn stack_pointer(&self) -> usize {
        self.rsp as usize
    }

    /// Lets the program go on with [`recover`] when the handler returns.
    pub fn resume_in_recovery(&mut self, stack_pointer: usize) {
        self.rip = recover as *const () as u64;
        self.rdi = stack_pointer as u64;
        // Unneeded, as `recover` loads the stack pointer, but whoever looks in
        // between finds a stack that exists.
        self.rsp = stack_pointer as u64;
    }
}

/// Where a signal handler returns to. Source: sigreturn(2).
///
/// # Safety
/// Only for the kernel, as `sa_restorer`.
#[unsafe(naked)]
pub unsafe extern "C" fn return_from_signal() -> ! {
    naked_asm!(
        "mov eax, {number}", // the kernel finds the frame at the stack pointer
        "syscall",           // does not return
        number = const kernel::number(SystemCall::RT_SIGRETURN),
    )
}
