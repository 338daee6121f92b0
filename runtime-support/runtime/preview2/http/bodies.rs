//! `wasi:http/types.incoming-body` and `outgoing-body`, and their streams.

use super::fields::take_fields;
use super::{error_code, own, store_handle, take, with};
use crate::abi::component_functions::HostResource;
use crate::abi::traps::Trap;
use crate::host::http::error_code::{Case, ErrorCode};
use crate::host::http::incoming::{self, FutureTrailers, Read};
use crate::host::http::messages::{self, Thing};
use crate::host::http::outgoing::{self, Outgoing, State};
use crate::preview2::Caller;
use crate::preview2::rows::{self, Input, Output, Row, Source, Target, wrong_row};
use crate::sys::Buffer;
use crate::traps;

/// The body behind an input stream.
fn incoming(number: u32) -> incoming::Shared {
    let found = messages::with(number, |thing| match thing {
        Thing::InputStream(body) => Some(body.clone()),
        _ => None,
    });
    found.flatten().unwrap_or_else(|| wrong_row())
}

fn outgoing(number: u32) -> outgoing::Shared {
    let found = messages::with(number, |thing| match thing {
        Thing::OutputStream(body) => Some(body.clone()),
        _ => None,
    });
    found.flatten().unwrap_or_else(|| wrong_row())
}

/// Reads from a body: how many bytes, 0 where there are none yet; none at the end.
pub fn read(number: u32, buffer: Buffer, may_wait: bool) -> Result<Option<usize>, ErrorCode> {
    let body = incoming(number);
    let mut body = body.borrow_mut();
    loop {
        match body.read(buffer)? {
            Read::Bytes(count) => return Ok(Some(count)),
            Read::End => return Ok(None),
            Read::NothingYet if may_wait => {
                super::uncork();
                body.wait();
            }
            Read::NothingYet => return Ok(Some(0)),
        }
    }
}

/// What of a failure is more than that the other end wants no more.
fn told(code: ErrorCode) -> Option<ErrorCode> {
    let is_told = matches!(code.case, Case::HttpRequestBodySize | Case::HttpResponseBodySize);
    is_told.then_some(code)
}

/// Writes to a body; no more than [`room`] says.
pub fn write(number: u32, buffer: Buffer) -> Result<(), Option<ErrorCode>> {
    let body = outgoing(number);
    let mut body = body.borrow_mut();
    if room_of(&body)? == 0 && buffer.length() > 0 {
        traps::raise(Trap::WasiMisused);
    }
    body.write(buffer).map_err(told)
}

/// How many bytes can be written to a body.
pub fn room(number: u32) -> Result<usize, Option<ErrorCode>> {
    room_of(&outgoing(number).borrow())
}

fn room_of(body: &Outgoing) -> Result<usize, Option<ErrorCode>> {
    if body.state == State::Open { body.room().map_err(told) } else { Err(None) }
}

/// Waits until something can be written to a body.
pub fn wait_for_room(number: u32) -> Result<(), Option<ErrorCode>> {
    outgoing(number).borrow().wait_for_room().map_err(told)
}

/// Sends what was written to a body, as far as the other side takes it at once.
pub fn begin_to_flush(number: u32) -> Result<(), Option<ErrorCode>> {
    outgoing(number).borrow().begin_to_flush().map_err(told)
}

/// Sends what was written to a body.
pub fn flush(number: u32) -> Result<(), Option<ErrorCode>> {
    outgoing(number).borrow().flush().map_err(told)
}

/// The functions, by their names in the table.
pub mod functions {
    use super::*;
    use crate::preview2::rows::State as StreamState;

    /// `wasi:http/types.incoming-body.stream`.
    pub fn incoming_body_stream(caller: Caller, body: u32, result: u32) {
        let parent = caller.representation(HostResource::IncomingBody, body);
        let body = with(caller, HostResource::IncomingBody, body, |thing| match thing {
            Thing::IncomingBody { body, is_stream_taken } => {
                Some((!core::mem::replace(is_stream_taken, true)).then(|| body.clone()))
            }
            _ => None,
        });
        let handle = body.map(|body| {
            let source = Source::Http(messages::insert(Thing::InputStream(body)));
            let input = Row::Input(Input { source, state: StreamState::Open });
            rows::own_child(caller, HostResource::InputStream, input, parent)
        });
        store_handle(caller, result, handle.ok_or(()));
    }

    /// `wasi:http/types.incoming-body.finish`.
    pub fn incoming_body_finish(caller: Caller, body: u32) -> u32 {
        let Thing::IncomingBody { body, .. } = take(caller, HostResource::IncomingBody, body)
        else {
            wrong_row()
        };
        let trailers = Thing::FutureTrailers(FutureTrailers { body, is_taken: false });
        own(caller, HostResource::FutureTrailers, trailers)
    }

    /// `wasi:http/types.outgoing-body.write`.
    pub fn outgoing_body_write(caller: Caller, body: u32, result: u32) {
        let parent = caller.representation(HostResource::OutgoingBody, body);
        let body = with(caller, HostResource::OutgoingBody, body, |thing| match thing {
            Thing::OutgoingBody(body) => {
                let is_taken = core::mem::replace(&mut body.borrow_mut().is_stream_taken, true);
                Some((!is_taken).then(|| body.clone()))
            }
            _ => None,
        });
        let handle = body.map(|body| {
            let target = Target::Http(messages::insert(Thing::OutputStream(body)));
            let output = Row::Output(Output { target, state: StreamState::Open });
            rows::own_child(caller, HostResource::OutputStream, output, parent)
        });
        store_handle(caller, result, handle.ok_or(()));
    }

    /// `wasi:http/types.outgoing-body.finish`.
    pub fn outgoing_body_finish(
        caller: Caller,
        body: u32,
        has_trailers: u32,
        trailers: u32,
        result: u32,
    ) {
        let trailers = (has_trailers != 0).then(|| take_fields(caller, trailers));
        let Thing::OutgoingBody(body) = take(caller, HostResource::OutgoingBody, body) else {
            wrong_row()
        };
        let outcome = body.borrow_mut().finish(trailers);
        error_code::store_result(caller, result, outcome.map(|()| 0));
    }
}
