//! `wasi:http/types.outgoing-request`, `outgoing-response` and `response-outparam`, and
//! `wasi:http/outgoing-handler`.

use alloc::rc::Rc;
use alloc::vec::Vec;
use core::cell::RefCell;

use super::fields::{own_fields, take_fields};
use super::incoming::{store_method, store_scheme};
use super::texts::{self, store_option};
use super::{error_code, flat_result, own, store_handle, take, with};
use crate::abi::component_functions::HostResource;
use crate::abi::traps::Trap;
use crate::host::http::exchange;
use crate::host::http::fields::Fields;
use crate::host::http::head::{is_authority, is_token};
use crate::host::http::incoming::Of;
use crate::host::http::messages::{
    self, FutureResponse, Method, OutgoingRequest, OutgoingResponse, RequestOptions, Scheme, Thing,
};
use crate::host::http::outgoing::{Outgoing, Shared};
use crate::host::http::{error_code::Case, uri};
use crate::preview2::Caller;
use crate::preview2::rows::wrong_row;
use crate::traps;

fn with_request<R>(
    caller: Caller,
    handle: u32,
    action: impl FnOnce(&mut OutgoingRequest) -> R,
) -> R {
    with(caller, HostResource::OutgoingRequest, handle, |thing| match thing {
        Thing::OutgoingRequest(request) => Some(action(request)),
        _ => None,
    })
}

fn with_response<R>(
    caller: Caller,
    handle: u32,
    action: impl FnOnce(&mut OutgoingResponse) -> R,
) -> R {
    with(caller, HostResource::OutgoingResponse, handle, |thing| match thing {
        Thing::OutgoingResponse(response) => Some(action(response)),
        _ => None,
    })
}

/// The body of a message, once.
fn body(of: Of, fields: &Fields, place: &mut Option<Shared>) -> Option<Shared> {
    if place.is_some() {
        return None;
    }
    let body = Rc::new(RefCell::new(Outgoing::new(of, fields.content_length())));
    *place = Some(body.clone());
    Some(body)
}

fn store_body(caller: Caller, result: u32, body: Option<Shared>) {
    let handle =
        body.map(|body| own(caller, HostResource::OutgoingBody, Thing::OutgoingBody(body)));
    store_handle(caller, result, handle.ok_or(()));
}

/// Sets a part of a request, where its text can be one.
fn set_text(
    caller: Caller,
    is_some: u32,
    pointer: u32,
    length: u32,
    is_right: fn(&[u8]) -> bool,
) -> Result<Option<Vec<u8>>, ()> {
    if is_some == 0 {
        return Ok(None);
    }
    let text = texts::string(caller, pointer, length);
    if is_right(&text) { Ok(Some(text)) } else { Err(()) }
}

fn is_set_authority(text: &[u8]) -> bool {
    !text.is_empty() && is_authority(text)
}

/// The functions, by their names in the table.
pub mod functions {
    use super::*;

    /// `wasi:http/types.[constructor]outgoing-request`.
    pub fn outgoing_request_new(caller: Caller, headers: u32) -> u32 {
        let mut fields = take_fields(caller, headers);
        fields.make_immutable();
        let request = OutgoingRequest {
            method: Method(b"GET".into()),
            path: None,
            scheme: None,
            authority: None,
            fields,
            body: None,
        };
        own(caller, HostResource::OutgoingRequest, Thing::OutgoingRequest(request))
    }

    /// `wasi:http/types.outgoing-request.body`.
    pub fn outgoing_request_body(caller: Caller, request: u32, result: u32) {
        let body = with_request(caller, request, |request| {
            body(Of::Request, &request.fields, &mut request.body)
        });
        store_body(caller, result, body);
    }

    /// `wasi:http/types.outgoing-request.method`.
    pub fn outgoing_request_method(caller: Caller, request: u32, result: u32) {
        let method = with_request(caller, request, |request| request.method.clone());
        store_method(caller, result, &method);
    }

    /// `wasi:http/types.outgoing-request.set-method`.
    pub fn outgoing_request_set_method(
        caller: Caller,
        request: u32,
        method: u32,
        other: u32,
        other_length: u32,
    ) -> u32 {
        let method = match Method::KNOWN.get(method as usize) {
            Some(known) => known.to_vec(),
            None if method as usize == Method::KNOWN.len() => {
                texts::string(caller, other, other_length)
            }
            None => traps::raise(Trap::InvalidDiscriminant),
        };
        with_request(caller, request, |request| {
            if !is_token(&method) {
                return 1;
            }
            request.method = Method(method);
            0
        })
    }

    /// `wasi:http/types.outgoing-request.path-with-query`.
    pub fn outgoing_request_path_with_query(caller: Caller, request: u32, result: u32) {
        let path = with_request(caller, request, |request| request.path.clone());
        store_option(caller, result, path.as_deref());
    }

    /// `wasi:http/types.outgoing-request.set-path-with-query`.
    pub fn outgoing_request_set_path_with_query(
        caller: Caller,
        request: u32,
        is_some: u32,
        path: u32,
        path_length: u32,
    ) -> u32 {
        let path = set_text(caller, is_some, path, path_length, uri::is_path_with_query);
        with_request(caller, request, |request| flat_result(path.map(|path| request.path = path)))
    }

    /// `wasi:http/types.outgoing-request.scheme`.
    pub fn outgoing_request_scheme(caller: Caller, request: u32, result: u32) {
        let scheme = with_request(caller, request, |request| request.scheme.clone());
        store_scheme(caller, result, scheme.as_ref());
    }

    /// `wasi:http/types.outgoing-request.set-scheme`.
    pub fn outgoing_request_set_scheme(
        caller: Caller,
        request: u32,
        is_some: u32,
        scheme: u32,
        other: u32,
        other_length: u32,
    ) -> u32 {
        let scheme = match (is_some, scheme) {
            (0, _) => None,
            (_, 0) => Some(Scheme::Http),
            (_, 1) => Some(Scheme::Https),
            (_, 2) => {
                let other = texts::string(caller, other, other_length);
                if !uri::is_scheme(&other) {
                    return with_request(caller, request, |_| 1);
                }
                Some(Scheme::Other(other))
            }
            _ => traps::raise(Trap::InvalidDiscriminant),
        };
        with_request(caller, request, |request| request.scheme = scheme);
        0
    }

    /// `wasi:http/types.outgoing-request.authority`.
    pub fn outgoing_request_authority(caller: Caller, request: u32, result: u32) {
        let authority = with_request(caller, request, |request| request.authority.clone());
        store_option(caller, result, authority.as_deref());
    }

    /// `wasi:http/types.outgoing-request.set-authority`.
    pub fn outgoing_request_set_authority(
        caller: Caller,
        request: u32,
        is_some: u32,
        authority: u32,
        authority_length: u32,
    ) -> u32 {
        let authority = set_text(caller, is_some, authority, authority_length, is_set_authority);
        with_request(caller, request, |request| {
            flat_result(authority.map(|authority| request.authority = authority))
        })
    }

    /// `wasi:http/types.outgoing-request.headers`.
    pub fn outgoing_request_headers(caller: Caller, request: u32) -> u32 {
        let fields = with_request(caller, request, |request| request.fields.clone());
        own_fields(caller, fields)
    }

    /// `wasi:http/types.[constructor]outgoing-response`.
    pub fn outgoing_response_new(caller: Caller, headers: u32) -> u32 {
        let mut fields = take_fields(caller, headers);
        fields.make_immutable();
        let response = OutgoingResponse { status: 200, fields, body: None };
        own(caller, HostResource::OutgoingResponse, Thing::OutgoingResponse(response))
    }

    /// `wasi:http/types.outgoing-response.status-code`.
    pub fn outgoing_response_status_code(caller: Caller, response: u32) -> u32 {
        with_response(caller, response, |response| u32::from(response.status))
    }

    /// `wasi:http/types.outgoing-response.set-status-code`.
    pub fn outgoing_response_set_status_code(caller: Caller, response: u32, status: u32) -> u32 {
        // RFC 9110, "Status Codes": three digits.
        let status = (100..1000).contains(&status).then_some(status as u16);
        with_response(caller, response, |response| {
            flat_result(status.ok_or(()).map(|status| response.status = status))
        })
    }

    /// `wasi:http/types.outgoing-response.headers`.
    pub fn outgoing_response_headers(caller: Caller, response: u32) -> u32 {
        let fields = with_response(caller, response, |response| response.fields.clone());
        own_fields(caller, fields)
    }

    /// `wasi:http/types.outgoing-response.body`.
    pub fn outgoing_response_body(caller: Caller, response: u32, result: u32) {
        let body = with_response(caller, response, |response| {
            body(Of::Response, &response.fields, &mut response.body)
        });
        store_body(caller, result, body);
    }

    /// For the server: where the response goes.
    pub fn serve_response_outparam(caller: Caller) -> u32 {
        own(caller, HostResource::ResponseOutparam, Thing::ResponseOutparam)
    }

    /// `wasi:http/types.response-outparam.send-informational`.
    pub fn response_outparam_send_informational(
        caller: Caller,
        outparam: u32,
        status: u32,
        headers: u32,
        result: u32,
    ) {
        caller.representation(HostResource::ResponseOutparam, outparam);
        let fields = take_fields(caller, headers);
        let status = u16::try_from(status).unwrap_or(0);
        let is_sent = messages::with_served(|served| served.inform(status, &fields));
        let outcome = match is_sent {
            Some(true) => Ok(0),
            _ => Err(Case::HttpProtocolError.into()),
        };
        error_code::store_result(caller, result, outcome);
    }

    /// `wasi:http/types.response-outparam.set`.
    #[allow(clippy::too_many_arguments)]
    pub fn response_outparam_set(
        caller: Caller,
        outparam: u32,
        is_error: u32,
        value: u32,
        _first: u32,
        _second: u64,
        _third: u32,
        _fourth: u32,
        _fifth: u32,
        _sixth: u32,
    ) {
        take(caller, HostResource::ResponseOutparam, outparam);
        if is_error != 0 {
            let reason = error_code::name(value);
            messages::with_served(|served| served.refuse(reason));
            return;
        }
        let Thing::OutgoingResponse(response) = take(caller, HostResource::OutgoingResponse, value)
        else {
            wrong_row()
        };
        messages::with_served(|served| served.respond(response));
    }

    /// `wasi:http/outgoing-handler.handle`.
    pub fn outgoing_handle(
        caller: Caller,
        request: u32,
        has_options: u32,
        options: u32,
        result: u32,
    ) {
        let options = match has_options {
            0 => RequestOptions::default(),
            _ => match take(caller, HostResource::RequestOptions, options) {
                Thing::RequestOptions(options) => options,
                _ => wrong_row(),
            },
        };
        let Thing::OutgoingRequest(request) = take(caller, HostResource::OutgoingRequest, request)
        else {
            wrong_row()
        };
        let outcome = exchange::begin(request, options).map(|exchange| {
            let future = Thing::Future(FutureResponse { exchange, is_taken: false });
            own(caller, HostResource::FutureIncomingResponse, future)
        });
        error_code::store_result(caller, result, outcome);
    }
}
