//! The runtime's way into the kernel.

#[allow(dead_code)]
#[path = "../../runtime/arch/x86_64_kernel.rs"]
pub mod kernel;
#[path = "../../runtime/arch/x86_64_syscall.rs"]
mod syscall;

pub use syscall::syscall;
