//! A body that comes in, and what follows it.

use alloc::rc::Rc;
use core::cell::RefCell;

use super::channel::{self, Channel, Follows, Received, Wanted};
use super::chunks::{Chunks, Next};
use super::connections::Connection;
use super::error_code::{Case, ErrorCode};
use super::fields::Fields;
use super::head::{self, Length};
use crate::sys::Buffer;

/// See the module.
#[derive(Debug)]
pub struct Incoming {
    channel: Rc<RefCell<Channel>>,
    framing: Framing,
    of: Of,
    /// How many bytes of data may come in altogether, and how many have.
    most: u64,
    count: u64,
    /// The other side waits until it is told to send.
    pub awaits_continue: bool,
    /// How long nothing may come in, in nanoseconds.
    pub patience: u64,
    /// When the other side has been silent for too long.
    deadline: u64,
}

/// Whose body it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Of {
    Request,
    Response,
}

#[derive(Debug)]
enum Framing {
    Bytes(u64),
    Chunked(Chunks),
    UntilClose,
    /// With trailers, where there were any.
    Ended(Option<Fields>),
    Failed(ErrorCode),
}

/// What reading gave.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Read {
    Bytes(usize),
    NothingYet,
    End,
}

impl Incoming {
    pub fn new(
        channel: Rc<RefCell<Channel>>,
        length: Length,
        of: Of,
        most: u64,
        patience: u64,
    ) -> Incoming {
        let framing = match length {
            Length::Bytes(0) => Framing::Ended(None),
            Length::Bytes(length) => Framing::Bytes(length),
            Length::Chunked => Framing::Chunked(Chunks::START),
            Length::UntilClose => Framing::UntilClose,
        };
        let deadline = u64::MAX;
        Incoming {
            channel,
            framing,
            of,
            most,
            count: 0,
            awaits_continue: false,
            patience,
            deadline,
        }
    }

    pub fn has_ended(&self) -> bool {
        matches!(self.framing, Framing::Ended(_) | Framing::Failed(_))
    }

    pub fn is_too_large(&self) -> bool {
        let Framing::Failed(failure) = &self.framing else { return false };
        matches!(failure.case, Case::HttpRequestBodySize | Case::HttpResponseBodySize)
    }

    /// Where it comes from, as long as more can come.
    pub fn connection(&self) -> Option<Connection> {
        if self.has_ended() { None } else { self.channel.borrow().connection() }
    }

    /// When it fails unless something comes in.
    pub fn deadline(&self) -> u64 {
        self.deadline
    }

    /// The trailers, once it has ended.
    pub fn trailers(&self) -> Result<Option<Fields>, ErrorCode> {
        match &self.framing {
            Framing::Ended(trailers) => Ok(trailers.clone()),
            Framing::Failed(failure) => Err(*failure),
            _ => Ok(None),
        }
    }

    /// Whether [`Incoming::read`] has something to say at once. Receives, if need be.
    pub fn is_ready(&mut self) -> bool {
        match self.look() {
            Ok(Some(0)) => false,
            Ok(_) | Err(_) => true,
        }
    }

    /// Reads what is there.
    pub fn read(&mut self, buffer: Buffer) -> Result<Read, ErrorCode> {
        match self.look()? {
            None => Ok(Read::End),
            Some(0) => Ok(Read::NothingYet),
            Some(available) => {
                let most = available.min(buffer.length() as u64) as usize;
                let connection = self.channel.borrow().connection();
                let connection = connection.ok_or(Case::ConnectionTerminated)?;
                let count = connection.with_bytes(|bytes| {
                    buffer.fill_from(bytes.get(..most.min(bytes.len())).unwrap_or_default())
                });
                self.take(connection, count);
                Ok(Read::Bytes(count))
            }
        }
    }

    /// Passes over what is there. Whether the body has ended.
    pub fn discard(&mut self) -> Result<bool, ErrorCode> {
        loop {
            match self.look()? {
                None => return Ok(true),
                Some(0) => return Ok(false),
                Some(available) => {
                    let connection = self.channel.borrow().connection();
                    let connection = connection.ok_or(Case::ConnectionTerminated)?;
                    let here = connection.with_bytes(<[u8]>::len) as u64;
                    self.take(connection, available.min(here) as usize);
                }
            }
        }
    }

    /// Waits until there is something to read.
    pub fn wait(&mut self) {
        while !self.is_ready() {
            self.channel.borrow_mut().uncork();
            if let Some(connection) = self.connection() {
                channel::wait(connection, Wanted::Input, self.deadline);
            }
        }
    }

    fn take(&mut self, connection: Connection, count: usize) {
        connection.take(count);
        match &mut self.framing {
            Framing::Bytes(left) => *left -= (count as u64).min(*left),
            Framing::Chunked(chunks) => chunks.take(count as u64),
            _ => {}
        }
        self.count += count as u64;
    }

    /// How many bytes of data can be taken; none at the end, 0 where there are none yet.
    fn look(&mut self) -> Result<Option<u64>, ErrorCode> {
        loop {
            let connection = match &self.framing {
                Framing::Ended(_) => return Ok(None),
                Framing::Failed(failure) => return Err(*failure),
                Framing::Bytes(0) => {
                    self.framing = Framing::Ended(None);
                    return Ok(None);
                }
                _ => self.channel.borrow().connection(),
            };
            let Some(connection) = connection else {
                let failure = self.channel.borrow().failure();
                return Err(self.fail(failure.unwrap_or(Case::ConnectionTerminated.into())));
            };
            match self.available(connection)? {
                Some(0) => {}
                Some(available) if self.count + available > self.most => {
                    let case = match self.of {
                        Of::Request => Case::HttpRequestBodySize,
                        Of::Response => Case::HttpResponseBodySize,
                    };
                    return Err(self.fail(ErrorCode::size(case, self.most)));
                }
                Some(available) => return Ok(Some(available)),
                None => return Ok(None),
            }
            if !self.receive(connection)? {
                return Ok(Some(0));
            }
        }
    }

    /// As [`Incoming::look`], of what has been received.
    fn available(&mut self, connection: Connection) -> Result<Option<u64>, ErrorCode> {
        let here = connection.with_bytes(<[u8]>::len) as u64;
        let chunks = match &mut self.framing {
            Framing::Bytes(left) => return Ok(Some(here.min(*left))),
            Framing::Chunked(chunks) => chunks,
            _ => return Ok(Some(here)),
        };
        let advanced = connection.with_bytes(|bytes| chunks.advance(bytes));
        let Ok((used, next)) = advanced else {
            return Err(self.fail(Case::HttpProtocolError.into()));
        };
        connection.take(used);
        match next {
            Next::More => Ok(Some(0)),
            Next::Data(length) => Ok(Some(length.min(here - used as u64))),
            Next::End(length) => {
                let trailers = connection.with_bytes(|bytes| {
                    let lines = bytes.get(..length).unwrap_or_default();
                    head::Fields::parse(lines).ok().map(Fields::of_message)
                });
                connection.take(length);
                self.framing = Framing::Ended(trailers.filter(|trailers| trailers.count() > 0));
                Ok(None)
            }
        }
    }

    /// Receives more; false where there is nothing yet.
    fn receive(&mut self, connection: Connection) -> Result<bool, ErrorCode> {
        if connection.is_full() {
            // Only trailers, or nonsense, are as long without an end.
            let case = match self.of {
                Of::Request => Case::HttpRequestTrailerSectionSize,
                Of::Response => Case::HttpResponseTrailerSectionSize,
            };
            return Err(self.fail(case.into()));
        }
        if connection.is_empty() {
            self.ask_for_it();
        }
        let received = self.channel.borrow_mut().receive();
        match received {
            Ok(Received::Something) => {
                self.deadline = u64::MAX;
                Ok(true)
            }
            Ok(Received::NothingYet) => {
                let now = channel::now();
                if self.deadline == u64::MAX {
                    self.deadline = now.saturating_add(self.patience);
                }
                if now >= self.deadline {
                    return Err(self.fail(Case::ConnectionReadTimeout.into()));
                }
                Ok(false)
            }
            Ok(Received::End) => match (&self.framing, self.of) {
                (Framing::UntilClose, _) => {
                    self.framing = Framing::Ended(None);
                    Ok(true)
                }
                (_, Of::Response) => Err(self.fail(Case::HttpResponseIncomplete.into())),
                (_, Of::Request) => Err(self.fail(Case::ConnectionTerminated.into())),
            },
            Err(failure) => Err(self.fail(failure)),
        }
    }

    /// Tells who waits for that to send the body. Only before a response.
    pub fn ask_for_it(&mut self) {
        if core::mem::take(&mut self.awaits_continue) {
            let mut channel = self.channel.borrow_mut();
            channel.append(b"HTTP/1.1 100 Continue\r\n\r\n");
            // A failure shows when something is received.
            let _ = channel.flush(Follows::Nothing);
        }
    }

    fn fail(&mut self, failure: ErrorCode) -> ErrorCode {
        self.framing = Framing::Failed(failure);
        failure
    }
}

/// A body that several things share: the stream, and what waits for trailers.
pub type Shared = Rc<RefCell<Incoming>>;

/// Trailers, when the body has come to its end.
#[derive(Debug)]
pub struct FutureTrailers {
    pub body: Shared,
    pub is_taken: bool,
}

impl FutureTrailers {
    /// Passes over what is left of the body. Whether the end is here.
    pub fn is_ready(&self) -> bool {
        self.body.borrow_mut().discard().unwrap_or(true)
    }
}
