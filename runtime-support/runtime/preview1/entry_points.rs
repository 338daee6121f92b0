//! What generated code calls: one function per row of the table of host
//! functions, in the SystemV convention.
//!
//! # Safety
//! Generated code passes the memory record of the calling instance, or null
//! where it has no memory.
#![allow(unsafe_code)]

use super::arguments::*;
use super::clocks::*;
use super::directories::*;
use super::explain::{Call, explain};
use super::files::*;
use super::paths::*;
use super::poll::*;
use super::process::*;
#[cfg(part = "network")]
use super::sockets::*;
#[cfg(part = "network")]
use super::wasmedge::*;
use super::{Errno, Result, errno};
use crate::abi::records::MemoryRecord;
use crate::guest::Guest;
use crate::threads;

/// The machine type of a WebAssembly parameter.
macro_rules! parameter {
    (I32) => {
        u32
    };
    (I64) => {
        u64
    };
}

/// What an entry point returns: an error number, or nothing, ever.
macro_rules! returned {
    (I32) => {
        u32
    };
    () => {
        !
    };
}

macro_rules! encoded {
    ([I32] $call:expr, $result:expr) => {
        code($result, |errno| explain(&$call, errno))
    };
    ([] $call:expr, $never:expr) => {
        $never
    };
}

macro_rules! entry_points {
    ($module:literal, $prefix:literal; $(
        $name:ident($($parameter:ident: $ty:ident),*) -> [$($result:ident)?], $needs:ident,
            [$($calls:ident),*];
    )*) => {
        /// The functions by their names; each delegates to the one of the same
        /// name that this module imports.
        pub mod exported {
            use super::*;

            $(
                /// Preview 1; see the function it calls.
                ///
                /// # Safety
                /// See the module above.
                #[unsafe(export_name = concat!($prefix, stringify!($name)))]
                pub unsafe extern "C" fn $name(
                    record: *const MemoryRecord,
                    $($parameter: parameter!($ty),)*
                ) -> returned!($($result)?) {
                    // SAFETY: our caller passes a memory's record or null.
                    let guest = unsafe { Guest::new(record) };
                    encoded!(
                        [$($result)?]
                        Call {
                            guest,
                            function: stringify!($name),
                            parameters: &[$((stringify!($parameter), u64::from($parameter))),*],
                        },
                        super::$name(guest, $($parameter),*)
                    )
                }
            )*
        }

        /// Keeps the functions from being dropped: nothing in the runtime calls
        /// them. The linker script keeps this section.
        #[used]
        #[unsafe(link_section = ".rodata.kept")]
        static ENTRY_POINTS: [EntryPoint; [$(stringify!($name)),*].len()] =
            [$(EntryPoint(exported::$name as *const ()),)*];
    };
}

/// The address of a function.
#[repr(transparent)]
struct EntryPoint(*const ());

// SAFETY: the address of code never changes.
unsafe impl Sync for EntryPoint {}

preview1_functions!(entry_points);

/// As [`entry_points`], for rows that have several names and one type of result.
#[cfg(part = "network")]
macro_rules! socket_entry_points {
    ($module:literal, $prefix:literal, $part:literal; $(
        $function:ident[$($name:literal),*]($($parameter:ident: $ty:ident),*), $needs:ident, $calls:tt;
    )*) => {
        /// The functions by their names; each delegates to the one of the same
        /// name that this module imports.
        pub mod exported_sockets {
            use super::*;

            $(
                /// Sockets; see the function it calls.
                ///
                /// # Safety
                /// See the module above.
                #[unsafe(export_name = concat!($prefix, stringify!($function)))]
                pub unsafe extern "C" fn $function(
                    record: *const MemoryRecord,
                    $($parameter: parameter!($ty),)*
                ) -> u32 {
                    // SAFETY: our caller passes a memory's record or null.
                    let guest = unsafe { Guest::new(record) };
                    encoded!(
                        [I32]
                        Call {
                            guest,
                            function: stringify!($function),
                            parameters: &[$((stringify!($parameter), u64::from($parameter))),*],
                        },
                        super::$function(guest, $($parameter),*)
                    )
                }
            )*
        }

        /// As [`ENTRY_POINTS`].
        #[used]
        #[unsafe(link_section = ".rodata.kept")]
        static SOCKET_ENTRY_POINTS: [EntryPoint; [$(stringify!($function)),*].len()] =
            [$(EntryPoint(exported_sockets::$function as *const ()),)*];
    };
}

#[cfg(part = "network")]
socket_functions!(socket_entry_points);

/// Those that were different in the snapshot before.
#[cfg(part = "unstable")]
mod of_unstable {
    use super::{Call, EntryPoint, Guest, MemoryRecord, code, explain};
    use crate::preview1::unstable::*;

    unstable_functions!(entry_points);
}

/// Zero, or why it failed, which is explained.
#[inline(always)]
fn code(result: Result, explain: impl FnOnce(Errno)) -> u32 {
    threads::end_host_call();
    match result {
        Ok(()) => 0,
        Err(errno) => {
            explain(errno);
            u32::from(errno::number(errno))
        }
    }
}
