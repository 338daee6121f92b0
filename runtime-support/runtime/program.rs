//! The program that the runtime was linked with. Stand-in.

/// The encoded capabilities.
pub fn capabilities() -> &'static [u8] {
    &[]
}
