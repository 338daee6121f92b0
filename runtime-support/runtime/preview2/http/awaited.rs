//! What can be waited for: bodies, `wasi:http/types.future-trailers` and
//! `future-incoming-response`.

use super::error_code::{SIZE, put};
use super::fields::own_fields;
use super::{own, with};
use crate::abi::component_functions::HostResource;
use crate::guest::record::Record;
use crate::host::http::channel::Wanted;
use crate::host::http::error_code::ErrorCode;
use crate::host::http::messages::{self, Thing};
use crate::host::poll::Direction;
use crate::preview2::Caller;

/// What the kernel has to be asked for, before a pollable can be ready.
#[derive(Clone, Copy, Debug)]
pub struct Interest {
    /// Among the descriptors.
    pub number: u32,
    pub direction: Direction,
    /// In nanoseconds of the monotonic clock.
    pub deadline: u64,
}

/// None where something can be done with a thing. Goes on with it as far as possible.
pub fn interest(number: u32) -> Option<Interest> {
    let (connection, wanted, deadline) = messages::with(number, |thing| match thing {
        Thing::InputStream(body) => {
            let mut body = body.borrow_mut();
            let awaits = (!body.is_ready()).then(|| body.connection());
            awaits.map(|connection| (connection, Wanted::Input, body.deadline()))
        }
        Thing::FutureTrailers(trailers) => {
            let awaits = !trailers.is_ready();
            let body = trailers.body.borrow();
            awaits.then(|| (body.connection(), Wanted::Input, body.deadline()))
        }
        Thing::OutputStream(body) => {
            let body = body.borrow();
            let awaited = || body.awaited().filter(|_| body.room() == Ok(0));
            awaited().map(|(connection, deadline)| (Some(connection), Wanted::Output, deadline))
        }
        Thing::Future(future) => {
            let mut exchange = future.exchange.borrow_mut();
            (!exchange.is_ready()).then(|| exchange.awaited())
        }
        _ => None,
    })
    .flatten()?;
    let direction = match wanted {
        Wanted::Input => Direction::Read,
        Wanted::Output => Direction::Write,
    };
    connection.map(|connection| Interest { number: connection.number(), direction, deadline })
}

/// Sends what is held back of a response, before something else is waited for.
pub fn uncork() {
    messages::with_served(|served| served.channel.borrow_mut().uncork());
}

/// Bytes of what the two kinds of `get` return: an option of a result of a result.
const ANSWER: usize = 24 + SIZE;

/// The functions, by their names in the table.
pub mod functions {
    use super::*;
    use crate::preview2::poll::subscribe;

    /// `option<result<result<…, error-code>>>`, where something has come of it.
    fn store<F>(caller: Caller, result: u32, answer: Result<F, ErrorCode>)
    where
        F: FnOnce(Record<ANSWER>) -> Record<ANSWER>,
    {
        let slot = caller.slot::<ANSWER>(result, 8);
        let record = Record::new().with(0, [1]);
        slot.store(match answer {
            Ok(fill) => fill(record).0,
            Err(code) => put(caller, record.with(16, [1]), 24, code).0,
        });
    }

    /// Not yet, or not again.
    fn store_nothing(caller: Caller, result: u32, is_taken: bool) {
        let slot = caller.slot::<ANSWER>(result, 8);
        let record = Record::new();
        slot.store(if is_taken { record.with(0, [1]).with(8, [1]).0 } else { record.0 });
    }

    /// `wasi:http/types.future-trailers.subscribe`.
    pub fn future_trailers_subscribe(caller: Caller, trailers: u32) -> u32 {
        subscribe(caller, caller.representation(HostResource::FutureTrailers, trailers))
    }

    /// `wasi:http/types.future-trailers.get`.
    pub fn future_trailers_get(caller: Caller, trailers: u32, result: u32) {
        let found = with(caller, HostResource::FutureTrailers, trailers, |thing| match thing {
            Thing::FutureTrailers(trailers) if trailers.is_taken => Some(Err(true)),
            Thing::FutureTrailers(trailers) if !trailers.is_ready() => Some(Err(false)),
            Thing::FutureTrailers(trailers) => {
                trailers.is_taken = true;
                Some(Ok(trailers.body.borrow().trailers()))
            }
            _ => None,
        });
        match found {
            Err(is_taken) => store_nothing(caller, result, is_taken),
            Ok(trailers) => {
                let handle = trailers.map(|found| found.map(|fields| own_fields(caller, fields)));
                let fill = handle.map(|handle| {
                    move |record: Record<ANSWER>| match handle {
                        None => record,
                        Some(handle) => record.with(24, [1]).with(28, handle.to_le_bytes()),
                    }
                });
                store(caller, result, fill);
            }
        }
    }

    /// `wasi:http/types.future-incoming-response.subscribe`.
    pub fn future_incoming_response_subscribe(caller: Caller, future: u32) -> u32 {
        subscribe(caller, caller.representation(HostResource::FutureIncomingResponse, future))
    }

    /// `wasi:http/types.future-incoming-response.get`.
    pub fn future_incoming_response_get(caller: Caller, future: u32, result: u32) {
        let resource = HostResource::FutureIncomingResponse;
        let found = with(caller, resource, future, |thing| match thing {
            Thing::Future(future) if future.is_taken => Some(Err(true)),
            Thing::Future(future) => {
                let mut exchange = future.exchange.borrow_mut();
                exchange.is_ready();
                let taken = exchange.take();
                future.is_taken = taken.is_some();
                Some(taken.ok_or(false))
            }
            _ => None,
        });
        match found {
            Err(is_taken) => store_nothing(caller, result, is_taken),
            Ok(response) => {
                let handle = response.map(|response| {
                    let thing = Thing::IncomingResponse(response);
                    own(caller, HostResource::IncomingResponse, thing)
                });
                let fill = handle.map(|handle| {
                    move |record: Record<ANSWER>| record.with(24, handle.to_le_bytes())
                });
                store(caller, result, fill);
            }
        }
    }
}
