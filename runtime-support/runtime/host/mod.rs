//! What descriptors, files, folders, clocks and sockets mean to a program,
//! whichever interface it calls them by. Knows no address of the program: the
//! interfaces above hand in checked buffers and copies.

pub mod clocks;
pub mod descriptors;
pub mod directories;
#[cfg(part = "embedded")]
pub mod embedded;
#[cfg(not(part = "embedded"))]
#[path = "no_embedded.rs"]
pub mod embedded;
pub mod environment;
pub mod files;
pub mod grants;
#[cfg(part = "http")]
pub mod http;
#[cfg(part = "network")]
pub mod network;
pub mod path;
pub mod poll;
pub mod random;
pub mod required;
pub mod rights;
pub mod sandbox;
#[cfg(part = "network")]
pub mod sockets;
pub mod status;
pub mod tree;

use crate::sys::Errno;

/// The descriptor lacks a right. Beyond the kernel's numbers, which end at 4095.
pub const ENOTCAPABLE: Errno = Errno::new(4096);

/// Sends what was held back: before anything that may take long or that changes where it would
/// go, and before the process ends.
#[inline]
pub fn release_held() {
    #[cfg(part = "network")]
    network::held::release();
}

pub type Result<T = (), E = Errno> = core::result::Result<T, E>;
