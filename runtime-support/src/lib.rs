//! The host's side of the runtime: the contract, and the prebuilt stubs that the
//! compiler turns into executables.
#![forbid(unsafe_code)]

#[macro_use]
#[path = "../abi/mod.rs"]
pub mod abi;
mod capabilities;
mod flavours;

pub use capabilities::{Capabilities, Folder, Hosts, NetworkGrant, Variable};
pub use flavours::{Flavour, Part};

/// A complete static executable (ELF) that lacks only the program. Its symbol
/// table has the functions that generated code calls, and the descriptor.
pub fn stub(flavour: Flavour) -> &'static [u8] {
    match flavour {
        Flavour::Command => include_bytes!(concat!(env!("OUT_DIR"), "/command.stub")),
        Flavour::Locked => include_bytes!(concat!(env!("OUT_DIR"), "/locked.stub")),
        Flavour::Complete => include_bytes!(concat!(env!("OUT_DIR"), "/complete.stub")),
        Flavour::Component => include_bytes!(concat!(env!("OUT_DIR"), "/component.stub")),
        Flavour::Http => include_bytes!(concat!(env!("OUT_DIR"), "/http.stub")),
        #[cfg(feature = "threads")]
        Flavour::Threads => include_bytes!(concat!(env!("OUT_DIR"), "/threads.stub")),
        Flavour::Checked => include_bytes!(concat!(env!("OUT_DIR"), "/checked.stub")),
        Flavour::Script => include_bytes!(concat!(env!("OUT_DIR"), "/script.stub")),
    }
}
