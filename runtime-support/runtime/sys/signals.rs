//! Signals that the program sends to itself.

use super::{Errno, call};
use crate::arch::kernel;

/// Sends `signal` to the calling thread, with the action that the kernel has
/// for it by default rather than a handler of ours. Source: signal(7),
/// "Standard signals".
pub fn raise(signal: u32) -> Result<(), Errno> {
    // Flags, restorer and mask are zero, and so is the handler: `SIG_DFL`.
    // Source: sigaction(2), "C library/kernel differences".
    let action = [0u64; 4];
    let arguments = [signal as usize, action.as_ptr() as usize, 0, size_of::<u64>()];
    // SAFETY: the kernel reads a `struct sigaction` and returns the process and
    // thread it is called from. `SIGKILL` and `SIGSTOP` always have their
    // default action, so that they cannot be set does not matter.
    unsafe {
        let _ = call(kernel::RT_SIGACTION, arguments);
        let process = call(kernel::GETPID, [])?;
        let thread = call(kernel::GETTID, [])?;
        call(kernel::TGKILL, [process, thread, signal as usize]).map(drop)
    }
}
