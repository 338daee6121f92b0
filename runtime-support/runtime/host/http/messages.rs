//! What handles of `wasi:http` stand for: a table of messages, their parts, and what is
//! waited for. All of it is forgotten when a server has served a request.
//!
//! # Safety
//! Runtimes with this part have one thread, and no signal handler comes here.
#![allow(unsafe_code)]

use alloc::rc::Rc;
use alloc::vec::Vec;
use core::cell::{RefCell, UnsafeCell};

use super::error_code::ErrorCode;
use super::exchange::Exchange;
use super::fields::Fields;
use super::incoming::{self, FutureTrailers};
use super::outgoing;
use super::served::Served;

/// Something that a handle stands for.
#[derive(Debug)]
pub enum Thing {
    Fields(Fields),
    IncomingRequest(IncomingRequest),
    OutgoingRequest(OutgoingRequest),
    RequestOptions(RequestOptions),
    /// There is one request at a time, so there is one place for its response.
    ResponseOutparam,
    IncomingResponse(IncomingResponse),
    /// The stream can be had once.
    IncomingBody {
        body: incoming::Shared,
        is_stream_taken: bool,
    },
    InputStream(incoming::Shared),
    FutureTrailers(FutureTrailers),
    OutgoingResponse(OutgoingResponse),
    OutgoingBody(outgoing::Shared),
    OutputStream(outgoing::Shared),
    Future(FutureResponse),
    Error(ErrorCode),
}

/// A request to the program.
#[derive(Debug)]
pub struct IncomingRequest {
    pub method: Method,
    pub path: Vec<u8>,
    pub authority: Vec<u8>,
    pub fields: Fields,
    pub body: Option<incoming::Shared>,
}

/// A request of the program.
#[derive(Debug)]
pub struct OutgoingRequest {
    pub method: Method,
    pub path: Option<Vec<u8>>,
    pub scheme: Option<Scheme>,
    pub authority: Option<Vec<u8>>,
    pub fields: Fields,
    pub body: Option<outgoing::Shared>,
}

/// `wasi:http/types.method`: any method is its text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Method(pub Vec<u8>);

impl Method {
    /// The cases of the variant but the last, in order.
    pub const KNOWN: [&[u8]; 9] =
        [b"GET", b"HEAD", b"POST", b"PUT", b"DELETE", b"CONNECT", b"OPTIONS", b"TRACE", b"PATCH"];
}

/// `wasi:http/types.scheme`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Scheme {
    Http,
    Https,
    Other(Vec<u8>),
}

/// Nanoseconds each.
#[derive(Clone, Copy, Debug, Default)]
pub struct RequestOptions {
    pub connect: Option<u64>,
    pub first_byte: Option<u64>,
    pub between_bytes: Option<u64>,
}

/// A response to the program.
#[derive(Debug)]
pub struct IncomingResponse {
    pub status: u16,
    pub fields: Fields,
    pub body: Option<incoming::Shared>,
}

/// A response of the program.
#[derive(Debug)]
pub struct OutgoingResponse {
    pub status: u16,
    pub fields: Fields,
    pub body: Option<outgoing::Shared>,
}

/// The response to a request of the program, when it is there.
#[derive(Debug)]
pub struct FutureResponse {
    pub exchange: Rc<RefCell<Exchange>>,
    pub is_taken: bool,
}

struct Table {
    all: Vec<Option<Thing>>,
    free: Vec<u32>,
    served: Option<Served>,
}

impl Table {
    const EMPTY: Table = Table { all: Vec::new(), free: Vec::new(), served: None };
}

struct Place(UnsafeCell<RefCell<Table>>);

// SAFETY: see the module.
unsafe impl Sync for Place {}

static TABLE: Place = Place(UnsafeCell::new(RefCell::new(Table::EMPTY)));

fn with_table<R>(action: impl FnOnce(&mut Table) -> R) -> R {
    // SAFETY: only `forget` replaces it, while nobody is here.
    let table = unsafe { &*TABLE.0.get() };
    action(&mut table.borrow_mut())
}

/// Gives a thing a number.
pub fn insert(thing: Thing) -> u32 {
    with_table(|table| match table.free.pop() {
        Some(number) => {
            if let Some(place) = table.all.get_mut(number as usize) {
                *place = Some(thing);
            }
            number
        }
        None => {
            table.all.push(Some(thing));
            table.all.len() as u32 - 1
        }
    })
}

/// Takes a thing away.
pub fn take(number: u32) -> Option<Thing> {
    with_table(|table| {
        let thing = table.all.get_mut(number as usize)?.take()?;
        table.free.push(number);
        Some(thing)
    })
}

/// Works on a thing. `action` does not come to this table again.
pub fn with<R>(number: u32, action: impl FnOnce(&mut Thing) -> R) -> Option<R> {
    with_table(|table| table.all.get_mut(number as usize)?.as_mut().map(action))
}

/// Ends the life of a thing.
pub fn destroy(number: u32) {
    // Dropped outside of the table.
    if let Some(Thing::OutgoingBody(body)) = take(number) {
        body.borrow_mut().abort();
    }
}

/// The request that is being served, if one is.
pub fn with_served<R>(action: impl FnOnce(&mut Served) -> R) -> Option<R> {
    with_table(|table| table.served.as_mut().map(action))
}

pub fn begin_to_serve(served: Served) {
    with_table(|table| table.served = Some(served));
}

pub fn end_serving() -> Option<Served> {
    with_table(|table| table.served.take())
}

/// Forgets everything, without giving back room for it.
///
/// # Safety
/// All room is given back at once afterwards. No function of this module is running, or
/// will go on.
pub unsafe fn forget() {
    // SAFETY: by our caller's promise nobody has a reference; what was there is not
    // dropped.
    unsafe { TABLE.0.get().write(RefCell::new(Table::EMPTY)) }
}
