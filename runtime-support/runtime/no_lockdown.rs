//! In place of `lockdown.rs` where the kernel is told nothing.

/// Does nothing.
#[inline(always)]
pub fn start() -> Result<(), ()> {
    Ok(())
}
