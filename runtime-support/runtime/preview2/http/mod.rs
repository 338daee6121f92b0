//! `wasi:http`: decodes what a component passes, asks `host/http`, encodes the answer.

mod awaited;
mod bodies;
mod error_code;
mod fields;
mod incoming;
mod options;
mod outgoing;
mod texts;

pub use awaited::{Interest, interest, uncork};
pub use bodies::{begin_to_flush, flush, read, room, wait_for_room, write};
pub use error_code::{error_of, error_row};

/// The functions, by their names in the table.
pub mod functions {
    pub use super::awaited::functions::*;
    pub use super::bodies::functions::*;
    pub use super::error_code::http_error_code;
    pub use super::fields::functions::*;
    pub use super::incoming::functions::*;
    pub use super::options::functions::*;
    pub use super::outgoing::functions::*;
}

use super::Caller;
use super::rows::{self, Row};
use crate::abi::component_functions::HostResource;
use crate::abi::traps::Trap;
use crate::guest::record::Record;
use crate::host::http::messages::{self, Thing};
use crate::traps;

/// A handle that owns a new thing.
fn own(caller: Caller, resource: HostResource, thing: Thing) -> u32 {
    rows::own(caller, resource, Row::Http(messages::insert(thing)))
}

/// Works on what a handle stands for. The type of the handle promises what that is, so
/// `action` returns none only for what cannot be.
fn with<R>(
    caller: Caller,
    resource: HostResource,
    handle: u32,
    action: impl FnOnce(&mut Thing) -> Option<R>,
) -> R {
    let found = match rows::get(caller.representation(resource, handle)) {
        Row::Http(number) => messages::with(number, action).flatten(),
        _ => None,
    };
    found.unwrap_or_else(|| rows::wrong_row())
}

/// Takes an own handle away; returns what it stood for.
fn take(caller: Caller, resource: HostResource, handle: u32) -> Thing {
    let taken = match rows::take(caller.take(resource, handle)) {
        Row::Http(number) => messages::take(number),
        _ => None,
    };
    taken.unwrap_or_else(|| rows::wrong_row())
}

/// `result<own<…>>`, or an `option`, which lies the same way where `none` comes first.
fn store_handle(caller: Caller, result: u32, handle: Result<u32, ()>) {
    let slot = caller.slot::<8>(result, 4);
    slot.store(match handle {
        Ok(handle) => Record::new().with(4, handle.to_le_bytes()).0,
        Err(()) => Record::new().with(0, [1]).0,
    });
}

/// A flat `result` without payloads.
fn flat_result<T, E>(result: Result<T, E>) -> u32 {
    u32::from(result.is_err())
}

/// The fields of a message are more than it may have.
fn too_large() -> ! {
    traps::raise(Trap::HostExhausted)
}
