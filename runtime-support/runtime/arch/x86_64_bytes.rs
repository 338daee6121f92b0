//! C's functions on bytes. The compiler turns loops and assignments into calls
//! to them, so they cannot be written in Rust without calling themselves.
//!
//! # Safety
//! As in C: the stretches given are valid for what is done with them.

use core::arch::naked_asm;

/// C's memmove.
///
/// # Safety
/// See the module.
#[unsafe(no_mangle)]
#[unsafe(naked)]
pub unsafe extern "C" fn memmove(to: *mut u8, from: *const u8, length: usize) -> *mut u8 {
    naked_asm!(
        "mov rax, rdi",             // the result
        "mov rcx, rdx",             // the count
        "mov r8, rdi",              // how far the target is behind the source
        "sub r8, rsi",              // wraps where it is before it
        "cmp r8, rdx",              // inside the source?
        "jb 2f",                    // then from the end
        "rep movsb",                // upwards
        "ret",                      // done
        "2:",                       // overlapping
        "lea rsi, [rsi + rdx - 1]", // the last byte
        "lea rdi, [rdi + rdx - 1]", // the last byte
        "std",                      // downwards
        "rep movsb",                // all
        "cld",                      // as the convention demands
        "ret",                      // done
    )
}

/// C's memcpy: what is true of [`memmove`] is true of it.
///
/// # Safety
/// See the module.
#[unsafe(no_mangle)]
#[unsafe(naked)]
pub unsafe extern "C" fn memcpy(to: *mut u8, from: *const u8, length: usize) -> *mut u8 {
    naked_asm!(
        "jmp {memmove}", // the same arguments
        memmove = sym memmove,
    )
}

/// C's memset.
///
/// # Safety
/// See the module.
#[unsafe(no_mangle)]
#[unsafe(naked)]
pub unsafe extern "C" fn memset(to: *mut u8, value: i32, length: usize) -> *mut u8 {
    naked_asm!(
        "mov r8, rdi",  // the result
        "mov eax, esi", // the byte
        "mov rcx, rdx", // the count
        "rep stosb",    // all
        "mov rax, r8",  // the result
        "ret",          // done
    )
}

/// C's memcmp.
///
/// # Safety
/// See the module.
#[unsafe(no_mangle)]
#[unsafe(naked)]
pub unsafe extern "C" fn memcmp(left: *const u8, right: *const u8, length: usize) -> i32 {
    naked_asm!(
        "xor eax, eax",                    // equal so far, and the index
        "test rdx, rdx",                   // nothing?
        "jz 3f",                           // equal
        "xor ecx, ecx",                    // the index
        "2:",                              // each byte
        "movzx eax, byte ptr [rdi + rcx]", // left
        "movzx r8d, byte ptr [rsi + rcx]", // right
        "sub eax, r8d",                    // the result, if it is not 0
        "jnz 3f",                          // different
        "inc rcx",                         // next
        "cmp rcx, rdx",                    // all?
        "jne 2b",                          // no
        "3:",                              // the result is in eax
        "ret",                             // done
    )
}

/// C's bcmp: like [`memcmp`], and the sign has no meaning.
///
/// # Safety
/// See the module.
#[unsafe(no_mangle)]
#[unsafe(naked)]
pub unsafe extern "C" fn bcmp(left: *const u8, right: *const u8, length: usize) -> i32 {
    naked_asm!(
        "jmp {memcmp}", // the same arguments
        memcmp = sym memcmp,
    )
}

/// C's strlen.
///
/// # Safety
/// See the module.
#[unsafe(no_mangle)]
#[unsafe(naked)]
pub unsafe extern "C" fn strlen(text: *const u8) -> usize {
    naked_asm!(
        "mov rax, -1",                 // one before the first
        "2:",                          // each byte
        "inc rax",                     // next
        "cmp byte ptr [rdi + rax], 0", // the end?
        "jne 2b",                      // no
        "ret",                         // the length
    )
}
