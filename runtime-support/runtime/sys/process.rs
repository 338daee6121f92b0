//! The process as a whole.

use super::{Buffer, Fd, call};
use crate::arch::kernel;

/// exit_group(2).
pub fn exit_group(status: i32) -> ! {
    loop {
        // SAFETY: touches no memory, and does not return.
        let _ = unsafe { call(kernel::EXIT_GROUP, [status as usize]) };
    }
}

/// Writes a message of ours to standard error. Where that is impossible,
/// nobody is there to be told.
pub fn write_stderr(message: &[u8]) {
    // SAFETY: the kernel only reads it.
    let buffer = unsafe { Buffer::new(message.as_ptr().cast_mut(), message.len()) };
    let _ = super::files::write(Fd(2), &[buffer]);
}
