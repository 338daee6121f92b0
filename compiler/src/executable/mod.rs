//! The only place that knows ELF: reads the runtime's stub, writes executables,
//! and reads back from an executable what the compiler noted in it.
//!
//! System V ABI, "Object Files" and "Program Loading"; elf(5).

mod inspect;
mod relocatable;
mod sections;
mod stub;
mod symbols;
mod write;

pub use crate::link::{Found, Permitted, permitted};
pub use inspect::{read_notes, read_program};
pub use relocatable::write_object;
pub use stub::read_stub;
pub use write::write;

/// The section of the notes. Not loaded.
const NOTES_SECTION: &str = ".wasi2native";

#[cfg(test)]
mod tests;
