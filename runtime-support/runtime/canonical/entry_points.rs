//! What generated code calls for components: one function for each row of the table,
//! in the SystemV convention. Those of WASI 0.2 are in `preview2`, the others here.
//!
//! # Safety
//! Generated code passes the memory record that the component names, or null.
#![allow(unsafe_code)]

use super::calls;
use super::handles::{Handle, Kind, insert_borrow, insert_own};
use crate::abi::component_functions::HandleOptions;
use crate::abi::records::MemoryRecord;
use crate::abi::traps::Trap;
use crate::exports::Kept;
use crate::preview2::{self, Caller, functions::*};
use crate::traps;

/// The machine type of a parameter or result.
macro_rules! machine_type {
    (I32) => {
        u32
    };
    (I64) => {
        u64
    };
}

macro_rules! entry_points {
    ($($interface:literal { $(
        $wit:literal = $name:ident($($parameter:ident: $ty:ident),*) -> [$($result:ident)?], $needs:ident, [$($calls:ident),*];
    )* })*) => {
        /// The functions by their names; each delegates to the one of the same name
        /// that the module above has or imports.
        pub mod exported {
            use super::*;

            $($(
                /// See the function it calls.
                ///
                /// # Safety
                /// See the module above.
                #[unsafe(export_name = concat!("component_", stringify!($name)))]
                pub unsafe extern "C" fn $name(
                    record: *const MemoryRecord,
                    options: u64,
                    $($parameter: machine_type!($ty),)*
                ) $(-> machine_type!($result))? {
                    // SAFETY: our caller passes a memory's record or null.
                    let caller = unsafe { Caller::new(record, options) };
                    super::$name(caller, $($parameter),*)
                }
            )*)*
        }

        /// Keeps the functions from being dropped. The linker script keeps this
        /// section.
        #[used]
        #[unsafe(link_section = ".rodata.kept")]
        static ENTRY_POINTS: [Kept; [$($(stringify!($name)),*),*].len()] =
            [$($(Kept(exported::$name as *const ())),*),*];
    };
}

component_functions!(entry_points);

/// The same for `wasi:http`.
#[cfg(part = "http")]
mod http {
    use super::*;

    http_functions!(entry_points);
}

/// Component Model, "Canonical ABI Explainer", `canon resource.new`.
fn resource_new(caller: Caller, rep: u32) -> u32 {
    lower_own(caller, rep)
}

/// Component Model, "Canonical ABI Explainer", `canon resource.rep`.
fn resource_rep(caller: Caller, handle: u32) -> u32 {
    Handle::new(caller.options(), handle).entry_representation()
}

/// Component Model, "Canonical ABI Explainer", `canon resource.drop`, of a resource
/// without a destructor of the program's own.
fn resource_drop(caller: Caller, handle: u32) {
    let handle = Handle::new(caller.options(), handle);
    let removed = handle.remove();
    if removed.kind == Kind::Own {
        preview2::destroy(handle.resource, removed.representation);
    }
}

fn resource_take(caller: Caller, handle: u32) -> u64 {
    let removed = Handle::new(caller.options(), handle).remove();
    let owned = match removed.kind {
        Kind::Own => 1 << 32,
        Kind::Borrow => 0,
    };
    owned | u64::from(removed.representation)
}

fn lift_own(caller: Caller, handle: u32) -> u32 {
    Handle::new(caller.options(), handle).remove_own()
}

fn lower_own(caller: Caller, rep: u32) -> u32 {
    let HandleOptions { instance, resource } = HandleOptions::decode(caller.options());
    insert_own(instance, resource, rep)
}

fn lift_borrow(caller: Caller, handle: u32) -> u32 {
    calls::lend(Handle::new(caller.options(), handle))
}

fn lower_borrow(caller: Caller, rep: u32) -> u32 {
    let HandleOptions { instance, resource } = HandleOptions::decode(caller.options());
    insert_borrow(instance, resource, rep, calls::borrow())
}

fn enter_call(_: Caller) {
    calls::enter();
}

fn leave_call(_: Caller) {
    calls::leave();
}

fn trap(_: Caller, number: u32) {
    let trap = u8::try_from(number).ok().and_then(Trap::from_number);
    traps::raise(trap.unwrap_or(Trap::Unreachable))
}
