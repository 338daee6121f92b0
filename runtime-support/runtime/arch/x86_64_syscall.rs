//! The instruction that enters the kernel.
//!
//! # Safety
//! The function states what its caller promises.
#![allow(unsafe_code)]

use core::arch::asm;

/// Makes system call `number` and returns what the kernel put into `rax`: a
/// result, or a negated error number from -4095 to -1.
///
/// # Safety
/// The call must be sound with these arguments: pointers that the kernel reads
/// or writes through are valid for what it does with them.
#[inline]
pub unsafe fn syscall(number: usize, arguments: [usize; 6]) -> isize {
    let result: isize;
    // SAFETY: the caller answers for the call; the kernel preserves all
    // registers but rax, rcx and r11.
    unsafe {
        asm!(
            "syscall", // enters the kernel; arguments as below
            inlateout("rax") number as isize => result,
            in("rdi") arguments[0],
            in("rsi") arguments[1],
            in("rdx") arguments[2],
            in("r10") arguments[3],
            in("r8") arguments[4],
            in("r9") arguments[5],
            lateout("rcx") _,
            lateout("r11") _,
            options(nostack),
        );
    }
    result
}
