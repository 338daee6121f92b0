//! A request to the program, and its response: what the server hands over, and what
//! becomes of the answer.

use alloc::rc::Rc;
use alloc::vec::Vec;
use core::cell::RefCell;

use super::channel::{Channel, Follows};
use super::connections::Connection;
use super::fields::{Fields, write_decimal, write_field, write_length};
use super::head::{self, RequestHead, Version};
use super::incoming::{self, Incoming, Of};
use super::messages::{IncomingRequest, Method, OutgoingResponse};
use super::outgoing::{self, Coding, State};
use crate::host::clocks::{self, Clock, NANOSECONDS_PER_SECOND};

/// See the module.
#[derive(Debug)]
pub struct Served {
    pub channel: Rc<RefCell<Channel>>,
    body: incoming::Shared,
    is_head: bool,
    version: Version,
    keeps_alive: bool,
    request: Option<IncomingRequest>,
    response: Response,
}

#[derive(Debug)]
enum Response {
    /// The handler has not said anything.
    None,
    /// The handler could not answer.
    Refused(&'static str),
    /// The head is on its way.
    Begun(Option<outgoing::Shared>),
}

/// What became of a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// Answered; another request can follow. The body of this one has come in as far as
    /// it says.
    Answered { is_body_read: bool },
    /// Answered; no other request can follow.
    Last { is_body_read: bool },
    /// The answer is not complete, and must not look as if it were.
    Broken,
    /// Nothing was sent. Another request can follow, if the server answers.
    Unanswered { why: Silence, is_reusable: bool },
}

/// Why a handler has not answered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Silence {
    /// It never said anything.
    NothingSet,
    /// It said what was wrong, by the name of the error code.
    Refused(&'static str),
    /// It was stopped.
    Stopped,
    /// It has found the body of the request too large, and has not answered.
    BodyTooLarge,
}

impl Served {
    pub fn new(
        connection: Connection,
        head: &RequestHead<'_>,
        most_body: u64,
        patience: u64,
        is_last: bool,
    ) -> Served {
        let channel = Rc::new(RefCell::new(Channel::lent(connection, patience)));
        let body = Incoming::new(channel.clone(), head.length, Of::Request, most_body, patience);
        let body = Rc::new(RefCell::new(body));
        body.borrow_mut().awaits_continue = head.expects_continue;
        let request = IncomingRequest {
            method: Method(head.method.to_vec()),
            path: head.path.to_vec(),
            authority: head.authority.to_vec(),
            fields: Fields::of_message(head.fields),
            body: Some(body.clone()),
        };
        Served {
            channel,
            body,
            is_head: head.method == b"HEAD",
            version: head.version,
            keeps_alive: head.keeps_alive && !is_last,
            request: Some(request),
            response: Response::None,
        }
    }

    pub fn is_head(&self) -> bool {
        self.is_head
    }

    /// The request, once.
    pub fn take_request(&mut self) -> Option<IncomingRequest> {
        self.request.take()
    }

    /// The handler cannot answer.
    pub fn refuse(&mut self, reason: &'static str) {
        if let Response::None = self.response {
            self.response = Response::Refused(reason);
        }
    }

    /// Sends a head in front of the real one. RFC 9110, "Informational 1xx". Whether
    /// that can be.
    pub fn inform(&mut self, status: u16, fields: &Fields) -> bool {
        let is_possible = matches!(self.response, Response::None)
            && (102..200).contains(&status)
            && self.version == Version::Http11;
        if is_possible {
            let mut head = status_line(status);
            fields.write(&mut head);
            head.extend_from_slice(b"\r\n");
            let mut channel = self.channel.borrow_mut();
            channel.append(&head);
            // Who is gone is found out when the response is sent.
            let _ = channel.flush(Follows::Nothing);
        }
        is_possible
    }

    /// The response: its head goes out, and its body from now on as it is written.
    pub fn respond(&mut self, response: OutgoingResponse) {
        let expected = response.fields.content_length();
        let is_empty = response.body.is_none();
        let whole = response.body.as_ref().map_or(Some(0), |body| body.borrow().whole_length());
        if is_empty && expected.is_some_and(|length| length != 0) && !self.is_head {
            self.response = Response::Refused("HTTP-response-body-size");
            return;
        }
        // RFC 9110, "Informational 1xx": that would be no response yet.
        if response.status < 200 {
            self.response = Response::Refused("HTTP-protocol-error");
            return;
        }
        // Behind the head it is too late to ask for the body, and a handler that has nothing
        // to complain of may still want it.
        let mut request_body = self.body.borrow_mut();
        if response.status < 300 {
            request_body.ask_for_it();
        }
        request_body.awaits_continue = false;
        drop(request_body);
        let mut head = status_line(response.status);
        response.fields.write(&mut head);
        let has_body = head::has_body(response.status);
        let coding = match (has_body, expected) {
            (false, _) | (true, Some(_)) => Coding::Plain,
            (true, None) => match whole {
                Some(length) => {
                    write_length(&mut head, length);
                    Coding::Plain
                }
                None if self.version == Version::Http11 => {
                    write_field(&mut head, b"transfer-encoding", b"chunked");
                    Coding::Chunked
                }
                None => {
                    self.keeps_alive = false;
                    Coding::Plain
                }
            },
        };
        if response.fields.values(b"date").next().is_none() {
            write_date(&mut head);
        }
        // Nobody will read what is left of the body, but has been asked to send it.
        if !self.keeps_alive {
            write_field(&mut head, b"connection", b"close");
        } else if self.version == Version::Http10 {
            write_field(&mut head, b"connection", b"keep-alive");
        }
        head.extend_from_slice(b"\r\n");
        self.channel.borrow_mut().append(&head);
        if let Some(body) = &response.body {
            let mut body = body.borrow_mut();
            if self.is_head || !has_body {
                body.discard();
            } else {
                // Who is gone is found out at the end.
                let _ = body.attach(&self.channel, coding);
            }
        }
        self.response = Response::Begun(response.body);
    }

    /// The handler has returned, or was stopped.
    pub fn end(self, was_stopped: bool) -> Outcome {
        let is_body_read = self.is_body_read();
        // The server's own answer does not tell clients of HTTP/1.0 that it goes on.
        let is_reusable = is_body_read && self.keeps_alive && self.version == Version::Http11;
        let unanswered = |why| Outcome::Unanswered { why, is_reusable };
        let is_too_large = self.body.borrow().is_too_large();
        let body = match self.response {
            Response::Begun(body) => body,
            _ if is_too_large => return unanswered(Silence::BodyTooLarge),
            _ if was_stopped => return unanswered(Silence::Stopped),
            Response::None => return unanswered(Silence::NothingSet),
            Response::Refused(reason) => return unanswered(Silence::Refused(reason)),
        };
        let mut is_complete = true;
        if let Some(body) = body {
            let mut body = body.borrow_mut();
            // What a handler leaves open ends with it.
            if body.state == State::Open && !was_stopped && body.is_as_announced() {
                let _ = body.finish(None);
            }
            is_complete = body.state == State::Finished;
        }
        if self.channel.borrow_mut().flush(Follows::Nothing).is_err() || !is_complete {
            return Outcome::Broken;
        }
        match self.keeps_alive {
            true => Outcome::Answered { is_body_read },
            false => Outcome::Last { is_body_read },
        }
    }

    /// Whether the body of the request has come in; what is left of it is passed over, as
    /// far as it is here.
    fn is_body_read(&self) -> bool {
        let mut body = self.body.borrow_mut();
        // Who was never told to send it may do so or not.
        body.awaits_continue = false;
        body.discard() == Ok(true)
    }
}

/// A line with a status and the phrase for it. RFC 9110, "Status Codes".
pub fn status_line(status: u16) -> Vec<u8> {
    let mut line = Vec::with_capacity(512);
    line.extend_from_slice(b"HTTP/1.1 ");
    write_decimal(&mut line, status.into());
    line.push(b' ');
    line.extend_from_slice(phrase(status).as_bytes());
    line.extend_from_slice(b"\r\n");
    line
}

fn phrase(status: u16) -> &'static str {
    match status {
        100 => "Continue",
        101 => "Switching Protocols",
        102 => "Processing",
        103 => "Early Hints",
        200 => "OK",
        201 => "Created",
        202 => "Accepted",
        203 => "Non-Authoritative Information",
        204 => "No Content",
        205 => "Reset Content",
        206 => "Partial Content",
        207 => "Multi-Status",
        208 => "Already Reported",
        226 => "IM Used",
        300 => "Multiple Choices",
        301 => "Moved Permanently",
        302 => "Found",
        303 => "See Other",
        304 => "Not Modified",
        305 => "Use Proxy",
        307 => "Temporary Redirect",
        308 => "Permanent Redirect",
        400 => "Bad Request",
        401 => "Unauthorized",
        402 => "Payment Required",
        403 => "Forbidden",
        404 => "Not Found",
        405 => "Method Not Allowed",
        406 => "Not Acceptable",
        407 => "Proxy Authentication Required",
        408 => "Request Timeout",
        409 => "Conflict",
        410 => "Gone",
        411 => "Length Required",
        412 => "Precondition Failed",
        413 => "Content Too Large",
        414 => "URI Too Long",
        415 => "Unsupported Media Type",
        416 => "Range Not Satisfiable",
        417 => "Expectation Failed",
        418 => "I'm a teapot",
        421 => "Misdirected Request",
        422 => "Unprocessable Content",
        423 => "Locked",
        424 => "Failed Dependency",
        425 => "Too Early",
        426 => "Upgrade Required",
        428 => "Precondition Required",
        429 => "Too Many Requests",
        431 => "Request Header Fields Too Large",
        451 => "Unavailable For Legal Reasons",
        500 => "Internal Server Error",
        501 => "Not Implemented",
        502 => "Bad Gateway",
        503 => "Service Unavailable",
        504 => "Gateway Timeout",
        505 => "HTTP Version Not Supported",
        506 => "Variant Also Negotiates",
        507 => "Insufficient Storage",
        508 => "Loop Detected",
        510 => "Not Extended",
        511 => "Network Authentication Required",
        _ => "",
    }
}

/// Adds the field that says when a response was made. RFC 9110, "Date/Time Formats".
pub fn write_date(head: &mut Vec<u8>) {
    const DAYS: [&[u8; 3]; 7] = [b"Thu", b"Fri", b"Sat", b"Sun", b"Mon", b"Tue", b"Wed"];
    const MONTHS: [&[u8; 3]; 12] = [
        b"Jan", b"Feb", b"Mar", b"Apr", b"May", b"Jun", b"Jul", b"Aug", b"Sep", b"Oct", b"Nov",
        b"Dec",
    ];
    const SECONDS_PER_DAY: u64 = 86_400;
    let seconds = clocks::time(Clock::Realtime) / NANOSECONDS_PER_SECOND;
    let (day, second) = (seconds / SECONDS_PER_DAY, seconds % SECONDS_PER_DAY);
    let (year, month, day_of_month) = date(day);
    let two = |head: &mut Vec<u8>, number: u64| {
        head.extend_from_slice(&[b'0' + (number / 10 % 10) as u8, b'0' + (number % 10) as u8]);
    };
    head.extend_from_slice(b"date: ");
    head.extend_from_slice(DAYS.get((day % 7) as usize).copied().unwrap_or(b"Thu"));
    head.extend_from_slice(b", ");
    two(head, day_of_month);
    head.push(b' ');
    head.extend_from_slice(MONTHS.get(month).copied().unwrap_or(b"Jan"));
    head.push(b' ');
    write_decimal(head, year);
    head.push(b' ');
    two(head, second / 3600);
    head.push(b':');
    two(head, second / 60 % 60);
    head.push(b':');
    two(head, second % 60);
    head.extend_from_slice(b" GMT\r\n");
}

/// Year, month from 0 and day from 1, of a day counted from the first of 1970.
fn date(mut day: u64) -> (u64, usize, u64) {
    let is_leap = |year: u64| {
        year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400))
    };
    let mut year = 1970;
    loop {
        let length = if is_leap(year) { 366 } else { 365 };
        if day < length {
            break;
        }
        day -= length;
        year += 1;
    }
    let february = if is_leap(year) { 29 } else { 28 };
    for (month, length) in
        [31, february, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31].into_iter().enumerate()
    {
        if day < length {
            return (year, month, day + 1);
        }
        day -= length;
    }
    (year, 11, 31)
}
