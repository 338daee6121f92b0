//! The host's side of the runtime: the contract, and the prebuilt stubs that the
//! compiler turns into executables.
#![forbid(unsafe_code)]

#[macro_use]
#[path = "../abi/mod.rs"]
pub mod abi;
mod capabilities;

pub use capabilities::{Capabilities, Folder, Variable};

/// What a stub does with the program in it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Flavour {
    /// Runs it, as most commands: without exceptions and shared memories.
    Command,
    /// Runs it, as any command: with exceptions and shared memories.
    Complete,
    /// Calls its entries as standard input says: for scripts of tests.
    Script,
}

/// A complete static executable (ELF) that lacks only the program. Its symbol
/// table has the functions that generated code calls, and the descriptor.
pub fn stub(flavour: Flavour) -> &'static [u8] {
    match flavour {
        Flavour::Command => include_bytes!(concat!(env!("OUT_DIR"), "/command.stub")),
        Flavour::Complete => include_bytes!(concat!(env!("OUT_DIR"), "/complete.stub")),
        Flavour::Script => include_bytes!(concat!(env!("OUT_DIR"), "/script.stub")),
    }
}
