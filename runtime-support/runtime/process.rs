//! What the kernel gave the process at start. Stand-in.

/// The arguments, as the kernel put them on the stack.
pub fn arguments() -> &'static [*const u8] {
    &[]
}

/// The environment, as the kernel put it on the stack.
pub fn environment() -> &'static [*const u8] {
    &[]
}
