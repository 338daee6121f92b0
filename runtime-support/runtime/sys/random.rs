//! Randomness.

use super::{Buffer, Errno, call_fast};
use crate::arch::kernel::SystemCall;

/// getrandom(2): how many bytes were filled. Waits at boot until the kernel has
/// gathered enough entropy.
pub fn fill(buffer: Buffer) -> Result<usize, Errno> {
    let arguments = [buffer.base() as usize, buffer.length(), 0];
    // SAFETY: the kernel may write to a `Buffer`.
    unsafe { call_fast(SystemCall::GETRANDOM, arguments) }
}
