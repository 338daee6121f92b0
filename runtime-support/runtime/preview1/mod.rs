//! WASI preview 1: decodes what a program passes, asks `host`, encodes the
//! answer. One file per area; `entry_points` has what the compiler links with.
//!
//! Source: WASI, "preview1 docs", and `typenames.witx`.

mod arguments;
mod clocks;
mod directories;
mod entry_points;
mod errno;
#[cfg(part = "explain")]
mod explain;
#[cfg(not(part = "explain"))]
#[path = "no_explain.rs"]
mod explain;
mod files;
mod paths;
mod poll;
mod process;
#[cfg(part = "network")]
mod sockets;
mod start;
mod types;
#[cfg(part = "unstable")]
mod unstable;
#[cfg(part = "network")]
mod wasmedge;

pub use start::start;

use crate::sys::Errno;

/// Errors are the kernel's; `errno` says what they are to a program.
type Result<T = (), E = Errno> = core::result::Result<T, E>;
