//! What descriptors are to programs of a single thread, as `single_thread` of the
//! runtime has it.

use crate::sys::{Errno, Fd, descriptor};

/// Nobody else changes the table of descriptors.
pub struct Held;

pub fn hold_descriptors() -> Held {
    Held
}

pub fn use_descriptor(_fd: Fd) {}

pub fn can_use(_fd: Fd) -> bool {
    true
}

pub fn close(fd: Fd) -> Result<(), Errno> {
    descriptor::close(fd)
}
