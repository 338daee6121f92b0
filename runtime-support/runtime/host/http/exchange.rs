//! A request of the program to somebody else, and the response to it.

use alloc::rc::Rc;
use alloc::vec::Vec;
use core::cell::RefCell;

use super::channel::{self, Channel, Follows, Received, Wanted};
use super::connections::{Connection, ROOM};
use super::dial::Dial;
use super::error_code::{Case, ErrorCode};
use super::fields::{Fields, write_field};
use super::head::{End, Refusal, ResponseHead};
use super::incoming::{Incoming, Of};
use super::messages::{IncomingResponse, OutgoingRequest, RequestOptions, Scheme};
use super::outgoing::{Coding, State};

/// How long everything may take that has no limit of the program's, in nanoseconds.
const PATIENCE: u64 = 600 * 1_000_000_000;

/// See the module.
#[derive(Debug)]
pub struct Exchange {
    channel: Rc<RefCell<Channel>>,
    method: Vec<u8>,
    outcome: Outcome,
    /// How long the other side may take until it begins to answer, and between bytes.
    first_byte: u64,
    between_bytes: u64,
    /// When it has taken too long to begin; known once it has been connected to.
    deadline: u64,
}

#[derive(Debug)]
enum Outcome {
    Pending,
    Ready(Result<IncomingResponse, ErrorCode>),
    Taken,
}

/// Begins an exchange. Its failures are found later, but for those of the request itself.
pub fn begin(
    request: OutgoingRequest,
    options: RequestOptions,
) -> Result<Rc<RefCell<Exchange>>, ErrorCode> {
    // Without a scheme the reference takes `https`, which needs TLS; what was compiled
    // for a server without TLS would never work, so here it is `http`.
    match &request.scheme {
        None | Some(Scheme::Http) => {}
        Some(Scheme::Https) => return Err(Case::TlsProtocolError.into()),
        Some(Scheme::Other(_)) => return Err(Case::HttpProtocolError.into()),
    }
    let expected = request.fields.content_length();
    if request.body.is_none() && expected.is_some_and(|length| length != 0) {
        return Err(ErrorCode::size(Case::HttpRequestBodySize, 0));
    }
    let authority = request.authority.unwrap_or_default();
    if authority.is_empty() {
        return Err(Case::HttpRequestUriInvalid.into());
    }
    let coding = match (expected, &request.body) {
        (None, Some(_)) => Coding::Chunked,
        _ => Coding::Plain,
    };
    let path = request.path.unwrap_or_default();
    let head = head(&request.method.0, &path, &authority, &request.fields, coding);
    let between_bytes = options.between_bytes.unwrap_or(PATIENCE);
    let deadline = channel::now().saturating_add(options.connect.unwrap_or(PATIENCE));
    let channel = match Dial::new(&authority) {
        Ok(dial) => Channel::dialing(dial, deadline, between_bytes),
        Err(failure) => Channel::broken(failure),
    };
    let channel = Rc::new(RefCell::new(channel));
    channel.borrow_mut().append(&head);
    if let Some(body) = &request.body {
        let mut body = body.borrow_mut();
        if body.state == State::Aborted {
            channel.borrow_mut().break_off(Case::HttpProtocolError.into());
        }
        // What fails here is found again when the response is asked for.
        let _ = body.attach(&channel, coding);
    }
    let _ = channel.borrow_mut().advance(Follows::Nothing);
    Ok(Rc::new(RefCell::new(Exchange {
        channel,
        method: request.method.0,
        outcome: Outcome::Pending,
        first_byte: options.first_byte.unwrap_or(PATIENCE),
        between_bytes,
        deadline: u64::MAX,
    })))
}

/// The head of a request. The connection is not used again.
fn head(method: &[u8], path: &[u8], authority: &[u8], fields: &Fields, coding: Coding) -> Vec<u8> {
    let mut head = Vec::new();
    head.extend_from_slice(method);
    head.push(b' ');
    match (method, path) {
        // RFC 9112, "authority-form".
        (b"CONNECT", _) => head.extend_from_slice(authority),
        (_, [b'/', ..]) => head.extend_from_slice(path),
        (b"OPTIONS", []) => head.push(b'*'),
        (_, path) => {
            head.push(b'/');
            head.extend_from_slice(path);
        }
    }
    head.extend_from_slice(b" HTTP/1.1\r\n");
    write_field(&mut head, b"host", authority);
    fields.write(&mut head);
    if coding == Coding::Chunked {
        write_field(&mut head, b"transfer-encoding", b"chunked");
    }
    write_field(&mut head, b"connection", b"close");
    head.extend_from_slice(b"\r\n");
    head
}

impl Exchange {
    /// Goes on as far as that is possible at once. Whether the response is there.
    pub fn is_ready(&mut self) -> bool {
        if let Outcome::Pending = self.outcome
            && let Some(outcome) = self.advance().transpose()
        {
            self.outcome = Outcome::Ready(outcome);
        }
        !matches!(self.outcome, Outcome::Pending)
    }

    /// The response, if it is there and was not taken.
    pub fn take(&mut self) -> Option<Result<IncomingResponse, ErrorCode>> {
        match core::mem::replace(&mut self.outcome, Outcome::Taken) {
            Outcome::Ready(outcome) => Some(outcome),
            other => {
                self.outcome = other;
                None
            }
        }
    }

    /// What to wait for, and until when.
    pub fn awaited(&self) -> (Option<Connection>, Wanted, u64) {
        let channel = self.channel.borrow();
        let deadline = if channel.is_dialing() { channel.dial_deadline } else { self.deadline };
        (channel.connection(), channel.wanted(), deadline)
    }

    fn advance(&mut self) -> Result<Option<IncomingResponse>, ErrorCode> {
        // Who does not want all of the request may still answer it.
        let sent = self.channel.borrow_mut().advance(Follows::Nothing);
        let connection = self.channel.borrow().connection();
        let Some(connection) = connection else {
            return sent.map(|_| None);
        };
        if self.channel.borrow().is_dialing() {
            return Ok(None);
        }
        if self.deadline == u64::MAX {
            self.deadline = channel::now().saturating_add(self.first_byte);
        }
        loop {
            match connection.head_end() {
                End::Broken => return Err(self.fail(Case::HttpProtocolError)),
                End::At(length) => match self.response(connection, length)? {
                    Some(response) => return Ok(Some(response)),
                    None => continue,
                },
                End::NotYet if connection.with_bytes(<[u8]>::len) == ROOM => {
                    return Err(self.fail(Case::HttpResponseHeaderSectionSize));
                }
                End::NotYet => {}
            }
            match self.channel.borrow_mut().receive()? {
                Received::Something => {}
                Received::NothingYet => break,
                Received::End => return Err(Case::HttpResponseIncomplete.into()),
            }
        }
        if channel::now() >= self.deadline {
            return Err(self.fail(Case::ConnectionReadTimeout));
        }
        Ok(None)
    }

    /// The response whose head is there; none where it says that another one follows.
    fn response(
        &self,
        connection: Connection,
        length: usize,
    ) -> Result<Option<IncomingResponse>, ErrorCode> {
        let read = connection.with_bytes(|bytes| {
            let head = ResponseHead::parse(bytes.get(..length).unwrap_or_default())?;
            let length = head.length(&self.method)?;
            Ok((head.status, length, Fields::of_message(head.fields)))
        });
        connection.take(length);
        let (status, length, fields) = read.map_err(|refusal| {
            self.fail(match refusal {
                Refusal::Coding => Case::HttpResponseTransferCoding,
                _ => Case::HttpProtocolError,
            })
        })?;
        match status {
            // Nobody asked for another protocol.
            101 => return Err(self.fail(Case::HttpUpgradeFailed)),
            100..200 => return Ok(None),
            _ => {}
        }
        let channel = self.channel.clone();
        let body = Incoming::new(channel, length, Of::Response, u64::MAX, self.between_bytes);
        let body = Some(Rc::new(RefCell::new(body)));
        Ok(Some(IncomingResponse { status, fields, body }))
    }

    fn fail(&self, case: Case) -> ErrorCode {
        self.channel.borrow_mut().break_off(case.into())
    }
}
