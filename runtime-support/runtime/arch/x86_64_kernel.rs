//! The kernel's interface on x86-64: the numbers of system calls and those
//! flags that differ between targets. Source: `asm/fcntl.h`.

pub use crate::abi::system_calls::SystemCall;

/// What the kernel calls a system call here.
#[inline(always)]
pub const fn number(call: SystemCall) -> usize {
    call.x86_64() as usize
}

/// open(2), `O_DIRECTORY`.
pub const O_DIRECTORY: u32 = 0o200000;
/// open(2), `O_NOFOLLOW`.
pub const O_NOFOLLOW: u32 = 0o400000;

/// vdso(7), "x86-64 functions".
#[cfg(part = "network")]
pub const VDSO_CLOCK_GETTIME: &core::ffi::CStr = c"__vdso_clock_gettime";
