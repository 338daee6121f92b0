//! C's functions on bytes. The compiler turns loops and assignments into calls
//! to them, so they cannot be written in Rust without calling themselves. They
//! are also what `memory.copy` and `memory.fill` come down to.
//!
//! Short stretches are the rule, so they come first: a pair of loads from both
//! ends covers every length up to twice the width of one. Long ones go to the
//! CPU's string instructions, by words of 8 bytes, which CPUs without "enhanced
//! rep movsb" do well, too. Stores around the cache were slower throughout.
//!
//! # Safety
//! As in C: the stretches given are valid for what is done with them.

use core::arch::naked_asm;

/// From this length on the string instructions are faster than loops.
const LONG: usize = 2048;

/// C's memmove.
///
/// # Safety
/// See the module.
#[cfg_attr(not(test), unsafe(no_mangle))]
#[unsafe(naked)]
pub unsafe extern "C" fn memmove(to: *mut u8, from: *const u8, length: usize) -> *mut u8 {
    naked_asm!(
        "mov rax, rdi",                        // the result
        "cmp rdx, 16",                         // at least one register of 16 bytes?
        "jb 20f",                              // no
        "movups xmm0, [rsi]",                  // the first 16
        "movups xmm1, [rsi + rdx - 16]",       // the last 16
        "cmp rdx, 32",                         // is that all?
        "ja 30f",                              // no
        "movups [rdi], xmm0",                  // store both ends
        "movups [rdi + rdx - 16], xmm1",       // they may overlap
        "ret",                                 // up to 32
        "20:",                                 // up to 15 bytes
        "cmp edx, 8",                          // at least 8?
        "jae 21f",                             // yes
        "cmp edx, 4",                          // at least 4?
        "jae 22f",                             // yes
        "test edx, edx",                       // nothing?
        "jz 23f",                              // nothing
        "movzx ecx, byte ptr [rsi]",           // the first of 1, 2 or 3
        "movzx r8d, byte ptr [rsi + rdx - 1]", // the last
        "mov r9d, edx",                        // find the one in the middle
        "shr r9d",                             // which may be the first or the last
        "movzx r10d, byte ptr [rsi + r9]",     // the one in the middle
        "mov [rdi + r9], r10b",                // store the middle
        "mov [rdi + rdx - 1], r8b",            // store the last
        "mov [rdi], cl",                       // store the first
        "ret",                                 // up to 3
        "21:",                                 // 8 to 15 bytes
        "mov rcx, [rsi]",                      // the first 8
        "mov r8, [rsi + rdx - 8]",             // the last 8
        "mov [rdi], rcx",                      // store both ends
        "mov [rdi + rdx - 8], r8",             // they may overlap
        "ret",                                 // up to 15
        "22:",                                 // 4 to 7 bytes
        "mov ecx, [rsi]",                      // the first 4
        "mov r8d, [rsi + rdx - 4]",            // the last 4
        "mov [rdi], ecx",                      // store both ends
        "mov [rdi + rdx - 4], r8d",            // they may overlap
        "23:",                                 // nothing left
        "ret",                                 // up to 7
        "30:",                                 // more than 32: the next 16 at both ends
        "movups xmm2, [rsi + 16]",             // bytes 16 to 31
        "movups xmm3, [rsi + rdx - 32]",       // before the last 16
        "cmp rdx, 64",                         // is that all?
        "ja 40f",                              // no
        "movups [rdi], xmm0",                  // store the first half
        "movups [rdi + 16], xmm2",             // upwards
        "movups [rdi + rdx - 32], xmm3",       // store the second half
        "movups [rdi + rdx - 16], xmm1",       // upwards
        "ret",                                 // up to 64
        "40:",                                 // more than 64: the next 32 at both ends
        "movups xmm4, [rsi + rdx - 64]",       // before the last 32
        "movups xmm5, [rsi + rdx - 48]",       // likewise
        "movups xmm6, [rsi + 32]",             // bytes 32 to 47
        "movups xmm7, [rsi + 48]",             // bytes 48 to 63
        "cmp rdx, 128",                        // is that all?
        "ja 50f",                              // no
        "movups [rdi], xmm0",                  // store the first half
        "movups [rdi + 16], xmm2",             // upwards
        "movups [rdi + 32], xmm6",             // upwards
        "movups [rdi + 48], xmm7",             // upwards
        "movups [rdi + rdx - 64], xmm4",       // store the second half
        "movups [rdi + rdx - 48], xmm5",       // upwards
        "movups [rdi + rdx - 32], xmm3",       // upwards
        "movups [rdi + rdx - 16], xmm1",       // upwards
        "ret",                                 // up to 128
        "50:",                                 // more than 128: the next 64 at both ends
        "cmp rdx, 256",                        // would that be all?
        "ja 60f",                              // no
        "movups xmm8, [rsi + 64]",             // bytes 64 to 79
        "movups xmm9, [rsi + 80]",             // bytes 80 to 95
        "movups xmm10, [rsi + 96]",            // bytes 96 to 111
        "movups xmm11, [rsi + 112]",           // bytes 112 to 127
        "movups xmm12, [rsi + rdx - 128]",     // before the last 64
        "movups xmm13, [rsi + rdx - 112]",     // likewise
        "movups xmm14, [rsi + rdx - 96]",      // likewise
        "movups xmm15, [rsi + rdx - 80]",      // likewise
        "movups [rdi], xmm0",                  // store the first half
        "movups [rdi + 16], xmm2",             // upwards
        "movups [rdi + 32], xmm6",             // upwards
        "movups [rdi + 48], xmm7",             // upwards
        "movups [rdi + 64], xmm8",             // upwards
        "movups [rdi + 80], xmm9",             // upwards
        "movups [rdi + 96], xmm10",            // upwards
        "movups [rdi + 112], xmm11",           // upwards
        "movups [rdi + rdx - 128], xmm12",     // store the second half
        "movups [rdi + rdx - 112], xmm13",     // upwards
        "movups [rdi + rdx - 96], xmm14",      // upwards
        "movups [rdi + rdx - 80], xmm15",      // upwards
        "movups [rdi + rdx - 64], xmm4",       // upwards
        "movups [rdi + rdx - 48], xmm5",       // upwards
        "movups [rdi + rdx - 32], xmm3",       // upwards
        "movups [rdi + rdx - 16], xmm1",       // upwards
        "ret",                                 // up to 256
        "60:",                                 // more than 256
        "lea r8, [rdi + rdx]",                 // the end of the target
        "mov rcx, rdi",                        // how far the target is behind the source
        "sub rcx, rsi",                        // wraps where it is before it
        "cmp rcx, rdx",                        // does it begin inside the source?
        "jb 80f",                              // then from the end
        "cmp rdx, {long}",                     // long enough for a string instruction?
        "jae 70f",                             // yes
        "61:",                                 // upwards; the last 64 bytes are loaded already
        "lea rcx, [rdi + 16]",                 // align the target;
        "and rcx, -16",                        // the first 16 bytes are loaded already
        "sub rsi, rdi",                        // the same place
        "add rsi, rcx",                        // in the source
        "lea r9, [r8 - 64]",                   // from there on nothing is left to do
        ".p2align 4",                          // the loop
        "62:",                                 // 64 bytes at a time
        "movups xmm2, [rsi]",                  // all are loaded
        "movups xmm6, [rsi + 16]",             // before the first is stored,
        "movups xmm7, [rsi + 32]",             // because the target may begin
        "movups xmm8, [rsi + 48]",             // just before the source
        "add rsi, 64",                         // on in the source
        "movaps [rcx], xmm2",                  // store them
        "movaps [rcx + 16], xmm6",             // upwards
        "movaps [rcx + 32], xmm7",             // upwards
        "movaps [rcx + 48], xmm8",             // upwards
        "add rcx, 64",                         // on in the target
        "cmp rcx, r9",                         // is the rest in registers?
        "jb 62b",                              // no
        "movups [rdi], xmm0",                  // store the first 16
        "movups [r8 - 64], xmm4",              // store the last 64
        "movups [r8 - 48], xmm5",              // upwards
        "movups [r8 - 32], xmm3",              // upwards
        "movups [r8 - 16], xmm1",              // upwards
        "ret",                                 // done
        "70:",                                 // long
        "neg rcx",                             // how far the target is before the source
        "cmp rcx, 64",                         // too close?
        "jb 61b",                              // string instructions are slow then
        "mov r9, rdi",                         // the start of the target
        "lea rcx, [rdi + 64]",                 // align the target to a line of the cache;
        "and rcx, -64",                        // the first 64 bytes are loaded already
        "sub rsi, rdi",                        // the same place
        "add rsi, rcx",                        // in the source
        "mov rdi, rcx",                        // from here
        "mov rcx, r8",                         // to the end,
        "sub rcx, rdi",                        // in bytes,
        "shr rcx, 3",                          // in words
        "rep movsq",                           // all but the last few
        "movups [r9], xmm0",                   // store the first 64
        "movups [r9 + 16], xmm2",              // upwards
        "movups [r9 + 32], xmm6",              // upwards
        "movups [r9 + 48], xmm7",              // upwards
        "movups [r8 - 16], xmm1",              // store the last 16
        "ret",                                 // done
        "80:",                                 // downwards; the first 64 bytes are loaded already
        "test rcx, rcx",                       // the same place?
        "jz 23b",                              // nothing to do
        "lea rcx, [r8 - 1]",                   // align the target's end;
        "and rcx, -16",                        // the last 16 bytes are loaded already
        "mov r9, rsi",                         // the same place
        "sub r9, rdi",                         // in the source,
        "add r9, rcx",                         // counted from the target
        "lea r10, [rdi + 64]",                 // from there on down nothing is left to do
        ".p2align 4",                          // the loop
        "81:",                                 // 64 bytes at a time
        "movups xmm3, [r9 - 16]",              // all are loaded
        "movups xmm4, [r9 - 32]",              // before the first is stored,
        "movups xmm5, [r9 - 48]",              // because the target may end
        "movups xmm8, [r9 - 64]",              // just behind the source
        "sub r9, 64",                          // on in the source
        "movaps [rcx - 16], xmm3",             // store them
        "movaps [rcx - 32], xmm4",             // downwards
        "movaps [rcx - 48], xmm5",             // downwards
        "movaps [rcx - 64], xmm8",             // downwards
        "sub rcx, 64",                         // on in the target
        "cmp rcx, r10",                        // is the rest in registers?
        "ja 81b",                              // no
        "movups [rdi], xmm0",                  // store the first 64
        "movups [rdi + 16], xmm2",             // upwards
        "movups [rdi + 32], xmm6",             // upwards
        "movups [rdi + 48], xmm7",             // upwards
        "movups [r8 - 16], xmm1",              // store the last 16
        "ret",                                 // done
        long = const LONG,
    )
}

/// C's memcpy: what is true of [`memmove`] is true of it.
///
/// # Safety
/// See the module.
#[cfg_attr(not(test), unsafe(no_mangle))]
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
#[cfg_attr(not(test), unsafe(no_mangle))]
#[unsafe(naked)]
pub unsafe extern "C" fn memset(to: *mut u8, value: i32, length: usize) -> *mut u8 {
    naked_asm!(
        "mov rax, rdi",                   // the result
        "movzx esi, sil",                 // the byte
        "movabs rcx, 0x0101010101010101", // eight times
        "imul rsi, rcx",                  // the byte
        "cmp rdx, 16",                    // at least one register of 16 bytes?
        "jb 20f",                         // no
        "movq xmm0, rsi",                 // sixteen times
        "punpcklqdq xmm0, xmm0",          // the byte
        "movups [rdi], xmm0",             // the first 16
        "movups [rdi + rdx - 16], xmm0",  // the last 16
        "cmp rdx, 32",                    // is that all?
        "ja 30f",                         // no
        "ret",                            // up to 32
        "20:",                            // up to 15 bytes
        "cmp edx, 8",                     // at least 8?
        "jae 21f",                        // yes
        "cmp edx, 4",                     // at least 4?
        "jae 22f",                        // yes
        "test edx, edx",                  // nothing?
        "jz 23f",                         // nothing
        "mov [rdi], sil",                 // the first of 1, 2 or 3
        "mov [rdi + rdx - 1], sil",       // the last
        "shr edx",                        // the one in the middle,
        "mov [rdi + rdx], sil",           // which may be the first or the last
        "ret",                            // up to 3
        "21:",                            // 8 to 15 bytes
        "mov [rdi], rsi",                 // the first 8
        "mov [rdi + rdx - 8], rsi",       // the last 8
        "ret",                            // up to 15
        "22:",                            // 4 to 7 bytes
        "mov [rdi], esi",                 // the first 4
        "mov [rdi + rdx - 4], esi",       // the last 4
        "23:",                            // nothing left
        "ret",                            // up to 7
        "30:",                            // more than 32
        "movups [rdi + 16], xmm0",        // bytes 16 to 31
        "movups [rdi + rdx - 32], xmm0",  // before the last 16
        "cmp rdx, 64",                    // is that all?
        "ja 40f",                         // no
        "ret",                            // up to 64
        "40:",                            // more than 64
        "movups [rdi + 32], xmm0",        // bytes 32 to 47
        "movups [rdi + 48], xmm0",        // bytes 48 to 63
        "movups [rdi + rdx - 64], xmm0",  // before the last 32
        "movups [rdi + rdx - 48], xmm0",  // likewise
        "cmp rdx, 128",                   // is that all?
        "ja 50f",                         // no
        "ret",                            // up to 128
        "50:",                            // more than 128: 64 at both ends are done
        "lea r8, [rdi + rdx]",            // the end
        "add rdi, 64",                    // align what is left
        "and rdi, -64",                   // to a line of the cache
        "cmp rdx, {long}",                // long enough for a string instruction?
        "jae 60f",                        // yes
        "sub r8, 64",                     // from there on nothing is left to do
        ".p2align 4",                     // the loop
        "51:",                            // 64 bytes at a time
        "movaps [rdi], xmm0",             // store
        "movaps [rdi + 16], xmm0",        // upwards
        "movaps [rdi + 32], xmm0",        // upwards
        "movaps [rdi + 48], xmm0",        // upwards
        "add rdi, 64",                    // on
        "cmp rdi, r8",                    // is the rest done?
        "jb 51b",                         // no
        "ret",                            // done
        "60:",                            // long
        "mov rcx, r8",                    // to the end,
        "sub rcx, rdi",                   // in bytes,
        "shr rcx, 3",                     // in words
        "mov r8, rax",                    // the result
        "mov rax, rsi",                   // the byte, eight times
        "rep stosq",                      // all but the last few, which are done
        "mov rax, r8",                    // the result
        "ret",                            // done
        long = const LONG,
    )
}

/// C's memcmp.
///
/// # Safety
/// See the module.
#[cfg_attr(not(test), unsafe(no_mangle))]
#[unsafe(naked)]
pub unsafe extern "C" fn memcmp(left: *const u8, right: *const u8, length: usize) -> i32 {
    naked_asm!(
        "sub rdx, 16",                     // at least 16 bytes?
        "jb 30f",                          // no
        "xor ecx, ecx",                    // where we are
        "20:",                             // 16 bytes at a time
        "movdqu xmm0, [rdi + rcx]",        // left
        "movdqu xmm1, [rsi + rcx]",        // right
        "pcmpeqb xmm0, xmm1",              // which are equal?
        "pmovmskb eax, xmm0",              // one bit each
        "sub eax, 0xffff",                 // all of them?
        "jnz 40f",                         // no
        "add rcx, 16",                     // on
        "cmp rcx, rdx",                    // as long as there are 16
        "jbe 20b",                         // at least
        "lea r8, [rdx + 16]",              // the length
        "cmp rcx, r8",                     // was that all?
        "je 50f",                          // equal
        "mov rcx, rdx",                    // the last 16,
        "jmp 20b",                         // some of them again
        "30:",                             // up to 15 bytes
        "add rdx, 16",                     // the length
        "xor ecx, ecx",                    // where we are
        "31:",                             // one byte at a time
        "cmp rcx, rdx",                    // all?
        "je 50f",                          // equal
        "movzx eax, byte ptr [rdi + rcx]", // left
        "movzx r8d, byte ptr [rsi + rcx]", // right
        "inc rcx",                         // on
        "sub eax, r8d",                    // the result, if it is not 0
        "jz 31b",                          // equal so far
        "ret",                             // different
        "40:",                             // a difference among 16
        "add eax, 0xffff",                 // one bit for each equal byte
        "not eax",                         // one bit for each other
        "bsf eax, eax",                    // the first
        "add rcx, rax",                    // where it is
        "movzx eax, byte ptr [rdi + rcx]", // left
        "movzx r8d, byte ptr [rsi + rcx]", // right
        "sub eax, r8d",                    // the result
        "ret",                             // different
        "50:",                             // no difference
        "xor eax, eax",                    // the result
        "ret",                             // equal
    )
}

/// C's bcmp: like [`memcmp`], and the sign has no meaning.
///
/// # Safety
/// See the module.
#[cfg_attr(not(test), unsafe(no_mangle))]
#[unsafe(naked)]
pub unsafe extern "C" fn bcmp(left: *const u8, right: *const u8, length: usize) -> i32 {
    naked_asm!(
        "jmp {memcmp}", // the same arguments
        memcmp = sym memcmp,
    )
}

/// C's strlen. For short texts: arguments, variables.
///
/// # Safety
/// See the module.
#[cfg_attr(not(test), unsafe(no_mangle))]
#[unsafe(naked)]
pub unsafe extern "C" fn strlen(text: *const u8) -> usize {
    naked_asm!(
        "mov rax, -1",                 // one before the first
        "20:",                         // one byte at a time
        "inc rax",                     // on
        "cmp byte ptr [rdi + rax], 0", // the end?
        "jne 20b",                     // no
        "ret",                         // the length
    )
}
