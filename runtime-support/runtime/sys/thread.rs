//! Threads of this process. Source: clone(2), arch_prctl(2).

use super::{Errno, call};
use crate::arch::{self, kernel};

const CLONE_VM: usize = 0x100;
const CLONE_FS: usize = 0x200;
const CLONE_FILES: usize = 0x400;
const CLONE_SIGHAND: usize = 0x800;
const CLONE_THREAD: usize = 0x10000;
const CLONE_SYSVSEM: usize = 0x40000;
const CLONE_SETTLS: usize = 0x80000;

/// What a thread runs.
pub type Run = unsafe extern "C" fn() -> !;

/// Starts a thread that runs `run` on the stack that ends at `stack`, with this
/// thread pointer. Nobody is told when it ends.
///
/// # Safety
/// The stack is the thread's alone and ends at a multiple of 16, and `run` is
/// sound with this thread pointer.
pub unsafe fn start(stack: usize, thread_pointer: *const u8, run: Run) -> Result<(), Errno> {
    const SHARED: usize = CLONE_VM | CLONE_FS | CLONE_FILES | CLONE_SIGHAND | CLONE_SYSVSEM;
    // SAFETY: passed on to our caller.
    let result = unsafe {
        arch::start_thread(SHARED | CLONE_THREAD | CLONE_SETTLS, stack, thread_pointer, run)
    };
    super::decode(result).map(drop)
}

/// Sets what [`arch::thread_pointer`] returns in this thread.
///
/// # Safety
/// It points to where its own value is. Nobody relies on what it was before.
pub unsafe fn set_pointer(thread_pointer: *const u8) -> Result<(), Errno> {
    const ARCH_SET_FS: usize = 0x1002;
    // SAFETY: changes a register that nobody uses for anything else.
    unsafe { call(kernel::ARCH_PRCTL, [ARCH_SET_FS, thread_pointer as usize]) }.map(drop)
}
