//! All assembly of the runtime, and what else differs between targets. The
//! files for the target are chosen here and nowhere else.

#[cfg(target_arch = "x86_64")]
#[path = "x86_64.rs"]
mod target;

#[cfg(target_arch = "x86_64")]
#[path = "x86_64_kernel.rs"]
#[allow(dead_code)] // some of it only other flavours use
pub mod kernel;

pub use target::*;
