//! Randomness.

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
