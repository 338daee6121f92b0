//! The static runtime of wasi2native's executables, as the compiler sees it.
#![forbid(unsafe_code)]

#[macro_use]
#[path = "../abi/mod.rs"]
pub mod abi;

/// What an executable may do; encodes into the bytes `abi::capabilities` reads.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Capabilities {
    pub folders: Vec<Folder>,
    pub variables: Vec<Variable>,
    pub inherit_env: bool,
    pub inherit_network: bool,
}

/// A folder that the program finds open at start.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Folder {
    pub host: Vec<u8>,
    pub guest: Vec<u8>,
    pub access: abi::capabilities::Access,
}

/// A variable of the program's environment; no value passes it through.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Variable {
    pub name: Vec<u8>,
    pub value: Option<Vec<u8>>,
}

/// Builds of the runtime for different kinds of program.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Flavour {
    /// Runs the program's main entry.
    Command,
    /// Runs the entries that standard input asks for; a test driver.
    Script,
}

pub fn stub(_flavour: Flavour) -> &'static [u8] {
    todo!()
}
