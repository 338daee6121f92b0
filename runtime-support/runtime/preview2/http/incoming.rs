//! `wasi:http/types.incoming-request` and `incoming-response`.

use super::fields::own_fields;
use super::texts::store_option;
use super::{own, store_handle, with};
use crate::abi::component_functions::HostResource;
use crate::guest::record::Record;
use crate::host::http::incoming::Shared;
use crate::host::http::messages::{self, IncomingRequest, IncomingResponse, Method, Scheme, Thing};
use crate::preview2::{Caller, text};

fn with_request<R>(
    caller: Caller,
    handle: u32,
    action: impl FnOnce(&mut IncomingRequest) -> R,
) -> R {
    with(caller, HostResource::IncomingRequest, handle, |thing| match thing {
        Thing::IncomingRequest(request) => Some(action(request)),
        _ => None,
    })
}

fn with_response<R>(
    caller: Caller,
    handle: u32,
    action: impl FnOnce(&mut IncomingResponse) -> R,
) -> R {
    with(caller, HostResource::IncomingResponse, handle, |thing| match thing {
        Thing::IncomingResponse(response) => Some(action(response)),
        _ => None,
    })
}

/// `method`.
pub fn store_method(caller: Caller, result: u32, method: &Method) {
    let slot = caller.slot::<12>(result, 4);
    let known = Method::KNOWN.iter().position(|known| **known == method.0[..]);
    slot.store(match known {
        Some(case) => Record::new().with(0, [case as u8]).0,
        None => {
            let (pointer, length) = text::store(caller, &method.0);
            Record::new()
                .with(0, [Method::KNOWN.len() as u8])
                .with(4, pointer.to_le_bytes())
                .with(8, length.to_le_bytes())
                .0
        }
    });
}

/// `option<scheme>`.
pub fn store_scheme(caller: Caller, result: u32, scheme: Option<&Scheme>) {
    let slot = caller.slot::<16>(result, 4);
    slot.store(match scheme {
        None => [0; 16],
        Some(Scheme::Http) => Record::new().with(0, [1]).0,
        Some(Scheme::Https) => Record::new().with(0, [1]).with(4, [1]).0,
        Some(Scheme::Other(other)) => {
            let (pointer, length) = text::store(caller, other);
            Record::new()
                .with(0, [1])
                .with(4, [2])
                .with(8, pointer.to_le_bytes())
                .with(12, length.to_le_bytes())
                .0
        }
    });
}

/// The handle of a body that was not handed out before.
fn store_body(caller: Caller, result: u32, body: Option<Shared>) {
    let handle = body.map(|body| {
        let thing = Thing::IncomingBody { body, is_stream_taken: false };
        own(caller, HostResource::IncomingBody, thing)
    });
    store_handle(caller, result, handle.ok_or(()));
}

/// The functions, by their names in the table.
pub mod functions {
    use super::*;

    /// For the server: the request that is being served.
    pub fn serve_request(caller: Caller) -> u32 {
        let request = messages::with_served(|served| served.take_request()).flatten();
        let request = request.unwrap_or_else(|| crate::preview2::rows::wrong_row());
        own(caller, HostResource::IncomingRequest, Thing::IncomingRequest(request))
    }

    /// `wasi:http/types.incoming-request.method`.
    pub fn incoming_request_method(caller: Caller, request: u32, result: u32) {
        let method = with_request(caller, request, |request| request.method.clone());
        store_method(caller, result, &method);
    }

    /// `wasi:http/types.incoming-request.path-with-query`.
    pub fn incoming_request_path_with_query(caller: Caller, request: u32, result: u32) {
        let path = with_request(caller, request, |request| request.path.clone());
        store_option(
            caller,
            result,
            Some(&path).filter(|path| !path.is_empty()).map(|path| &path[..]),
        );
    }

    /// `wasi:http/types.incoming-request.scheme`.
    pub fn incoming_request_scheme(caller: Caller, request: u32, result: u32) {
        with_request(caller, request, |_| ());
        store_scheme(caller, result, Some(&Scheme::Http));
    }

    /// `wasi:http/types.incoming-request.authority`.
    pub fn incoming_request_authority(caller: Caller, request: u32, result: u32) {
        let authority = with_request(caller, request, |request| request.authority.clone());
        let authority = Some(&authority[..]).filter(|authority| !authority.is_empty());
        store_option(caller, result, authority);
    }

    /// `wasi:http/types.incoming-request.headers`.
    pub fn incoming_request_headers(caller: Caller, request: u32) -> u32 {
        let fields = with_request(caller, request, |request| request.fields.clone());
        own_fields(caller, fields)
    }

    /// `wasi:http/types.incoming-request.consume`.
    pub fn incoming_request_consume(caller: Caller, request: u32, result: u32) {
        let body = with_request(caller, request, |request| request.body.take());
        store_body(caller, result, body);
    }

    /// `wasi:http/types.incoming-response.status`.
    pub fn incoming_response_status(caller: Caller, response: u32) -> u32 {
        with_response(caller, response, |response| u32::from(response.status))
    }

    /// `wasi:http/types.incoming-response.headers`.
    pub fn incoming_response_headers(caller: Caller, response: u32) -> u32 {
        let fields = with_response(caller, response, |response| response.fields.clone());
        own_fields(caller, fields)
    }

    /// `wasi:http/types.incoming-response.consume`.
    pub fn incoming_response_consume(caller: Caller, response: u32, result: u32) {
        let body = with_response(caller, response, |response| response.body.take());
        store_body(caller, result, body);
    }
}
