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

/// getrandom(2) of so few bytes that it fills all of them.
#[cfg(part = "network")]
pub fn few<const N: usize>() -> Result<[u8; N], Errno> {
    const { assert!(N <= 256) };
    let mut bytes = [0; N];
    // SAFETY: the kernel fills at most all of them.
    unsafe { call_fast(SystemCall::GETRANDOM, [bytes.as_mut_ptr() as usize, N, 0]) }?;
    Ok(bytes)
}
