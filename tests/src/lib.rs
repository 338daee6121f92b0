//! Harnesses that several test targets and commands share.
#![forbid(unsafe_code)]

pub mod guest;
pub mod header;
pub mod names;
pub mod process;
pub mod wast;
pub mod workspace;
