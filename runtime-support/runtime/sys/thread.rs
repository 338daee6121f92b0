//! Threads of this process. Source: clone(2), arch_prctl(2).

use super::{Errno, call};
use crate::abi::system_calls::{ARCH_SET_FS, THREAD};
use crate::arch;
use crate::arch::kernel::SystemCall;

/// What a thread runs.
pub type Run = unsafe extern "C" fn() -> !;

/// Starts a thread that runs `run` on the stack that ends at `stack`, with this
/// thread pointer. Nobody is told when it ends.
///
/// # Safety
/// The stack is the thread's alone and ends at a multiple of 16, and `run` is
/// sound with this thread pointer.
pub unsafe fn start(stack: usize, thread_pointer: *const u8, run: Run) -> Result<(), Errno> {
    // SAFETY: passed on to our caller.
    let result = unsafe { arch::start_thread(THREAD as usize, stack, thread_pointer, run) };
    super::decode(result).map(drop)
}

/// Sets what [`arch::thread_pointer`] returns in this thread.
///
/// # Safety
/// It points to where its own value is. Nobody relies on what it was before.
pub unsafe fn set_pointer(thread_pointer: *const u8) -> Result<(), Errno> {
    // SAFETY: changes a register that nobody uses for anything else.
    unsafe { call(SystemCall::ARCH_PRCTL, [ARCH_SET_FS as usize, thread_pointer as usize]) }
        .map(drop)
}
