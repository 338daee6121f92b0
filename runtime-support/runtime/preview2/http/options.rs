//! `wasi:http/types.request-options`.

use super::{flat_result, own, with};
use crate::abi::component_functions::HostResource;
use crate::guest::record::Record;
use crate::host::http::messages::{RequestOptions, Thing};
use crate::preview2::Caller;

/// Works on the options behind a handle.
pub fn with_options<R>(
    caller: Caller,
    handle: u32,
    action: impl FnOnce(&mut RequestOptions) -> R,
) -> R {
    with(caller, HostResource::RequestOptions, handle, |thing| match thing {
        Thing::RequestOptions(options) => Some(action(options)),
        _ => None,
    })
}

/// `option<duration>`.
fn store(caller: Caller, result: u32, duration: Option<u64>) {
    let slot = caller.slot::<16>(result, 8);
    slot.store(match duration {
        None => [0; 16],
        Some(duration) => Record::new().with(0, [1]).with(8, duration.to_le_bytes()).0,
    });
}

/// The functions, by their names in the table.
pub mod functions {
    use super::*;

    /// `wasi:http/types.[constructor]request-options`.
    pub fn request_options_new(caller: Caller) -> u32 {
        let thing = Thing::RequestOptions(RequestOptions::default());
        own(caller, HostResource::RequestOptions, thing)
    }

    macro_rules! durations {
        ($($get:ident, $set:ident, $field:ident;)*) => {$(
            /// Of `wasi:http/types.request-options`, the method of this name.
            pub fn $get(caller: Caller, options: u32, result: u32) {
                store(caller, result, with_options(caller, options, |options| options.$field));
            }

            /// Of `wasi:http/types.request-options`, the method of this name.
            pub fn $set(caller: Caller, options: u32, is_some: u32, duration: u64) -> u32 {
                let duration = (is_some != 0).then_some(duration);
                with_options(caller, options, |options| options.$field = duration);
                flat_result::<(), ()>(Ok(()))
            }
        )*};
    }

    durations! {
        request_options_connect_timeout, request_options_set_connect_timeout, connect;
        request_options_first_byte_timeout, request_options_set_first_byte_timeout, first_byte;
        request_options_between_bytes_timeout, request_options_set_between_bytes_timeout, between_bytes;
    }
}
