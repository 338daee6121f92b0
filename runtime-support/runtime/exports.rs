//! Keeps what generated code calls: no code of the stub does, so the optimiser
//! and the linker would drop it. Every row of the contract is here because the
//! rows are expanded here.
//!
//! # Safety
//! Only takes addresses.
#![allow(unsafe_code)]

use crate::arch::{memmove, memset};
use crate::builtins::*;
#[cfg(part = "exceptions")]
use crate::exception::{exception_caught, exception_new, exception_object, exception_throw};
#[cfg(part = "libcalls")]
use crate::libcalls::*;
#[cfg(part = "shared_memory")]
use crate::shared_memory::*;

/// The address of a function.
#[repr(transparent)]
pub struct Kept(#[allow(dead_code)] pub *const ());

// SAFETY: nobody reads it.
unsafe impl Sync for Kept {}

macro_rules! keep_builtins {
    ($($(#[doc = $doc:literal])* $(#[cfg(part = $part:literal)])? $name:ident = $symbol:ident($($parameter:ident: $ty:ident),*) -> [$($result:ident)?], [$($calls:ident),*];)*) => {
        /// The linker script keeps this section.
        #[used]
        #[unsafe(link_section = ".rodata.kept")]
        static BUILTINS: [Kept; crate::abi::builtins::Builtin::ALL.len()] =
            [$($(#[cfg(part = $part)])? Kept($symbol as *const ())),*];
    };
}

builtin_functions!(keep_builtins);
