//! WASI 0.2: decodes what a component passes, asks `host`, encodes the answer. One
//! file per area; the entry points are in `canonical`.
//!
//! What is wrong with a pointer or a handle is a trap, as everywhere in the canonical
//! ABI. Only what the interfaces say is a result.
//!
//! Source: the WIT files of WASI 0.2.

mod caller;
mod cli;
mod clocks;
mod descriptors;
mod error_code;
#[cfg(part = "http")]
mod http;
mod listing;
mod paths;
mod poll;
mod random;
#[cfg(part = "http")]
pub mod rows;
#[cfg(not(part = "http"))]
mod rows;
mod sockets;
mod streams;
mod text;

pub use caller::Caller;
pub use listing::Listing;
pub use rows::{Rows, destroy};

/// The functions of all interfaces, by the names in the table.
pub mod functions {
    pub use super::cli::*;
    pub use super::clocks::*;
    pub use super::descriptors::functions::*;
    pub use super::error_code::{error_to_debug_string, filesystem_error_code};
    #[cfg(part = "http")]
    pub use super::http::functions::*;
    pub use super::paths::functions::*;
    pub use super::poll::*;
    pub use super::random::*;
    pub use super::sockets::functions::*;
    pub use super::streams::functions::*;
}
