//! All assembly of the runtime. The file for the target is chosen here and
//! nowhere else.

#[cfg(target_arch = "x86_64")]
#[path = "x86_64.rs"]
mod target;

pub use target::*;
