//! Randomness.
#![allow(unsafe_code)]

use super::Result;
use crate::sys::{Buffer, random};

/// Fills `buffer` with bytes that nobody can predict.
#[inline]
pub fn fill(mut buffer: Buffer) -> Result {
    // getrandom(2), "Return value": long requests are cut short.
    while buffer.length() > 0 {
        buffer = buffer.skip(random::fill(buffer)?);
    }
    Ok(())
}

/// A number that nobody can predict.
pub fn number() -> u64 {
    let mut bytes = [0u8; 8];
    // SAFETY: the buffer is ours, and used only by this call.
    let buffer = unsafe { Buffer::new(bytes.as_mut_ptr(), bytes.len()) };
    // The kernel has random numbers for everybody.
    let _ = fill(buffer);
    u64::from_ne_bytes(bytes)
}
