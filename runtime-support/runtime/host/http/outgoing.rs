//! A body that goes out. Until it is known where to, it is kept.

use alloc::rc::Rc;
use alloc::vec::Vec;
use core::cell::{RefCell, RefMut};

use super::channel::{Channel, Follows};
use super::connections::Connection;
use super::error_code::{Case, ErrorCode};
use super::fields::Fields;
use super::incoming::Of;
use crate::host::network::unsent;
use crate::sys::Buffer;

/// See the module.
#[derive(Debug)]
pub struct Outgoing {
    of: Of,
    /// What `content-length` says, and how many bytes there were so far.
    expected: Option<u64>,
    written: u64,
    target: Target,
    pub state: State,
    /// The program has its stream.
    pub is_stream_taken: bool,
    trailers: Option<Fields>,
}

#[derive(Debug)]
enum Target {
    /// Kept.
    Unknown(Vec<u8>),
    Channel(Rc<RefCell<Channel>>, Coding),
    /// Nobody is sent it, such as the answer to HEAD.
    Nobody,
}

/// How it is sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Coding {
    /// As it is: the length is known, or the connection's end is the body's.
    Plain,
    Chunked,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum State {
    Open,
    Finished,
    /// It ends without being complete.
    Aborted,
}

/// A body that several things share: the resource, its stream, and the message.
pub type Shared = Rc<RefCell<Outgoing>>;

impl Outgoing {
    pub fn new(of: Of, expected: Option<u64>) -> Outgoing {
        Outgoing {
            of,
            expected,
            written: 0,
            target: Target::Unknown(Vec::new()),
            state: State::Open,
            is_stream_taken: false,
            trailers: None,
        }
    }

    /// How long it is, where all of it is here and nothing follows.
    pub fn whole_length(&self) -> Option<u64> {
        let is_whole = self.state == State::Finished && self.trailers.is_none();
        is_whole.then_some(self.written)
    }

    /// Where it goes is known now: behind a head that the channel has been given.
    pub fn attach(
        &mut self,
        channel: &Rc<RefCell<Channel>>,
        coding: Coding,
    ) -> Result<(), ErrorCode> {
        let target = Target::Channel(channel.clone(), coding);
        if let Target::Unknown(kept) = core::mem::replace(&mut self.target, target) {
            let mut channel = channel.borrow_mut();
            append(&mut channel, coding, kept.len(), |channel| {
                channel.append(&kept);
                Ok(())
            })?;
        }
        if self.state == State::Finished { self.end() } else { Ok(()) }
    }

    /// Nobody will be sent it.
    pub fn discard(&mut self) {
        self.target = Target::Nobody;
    }

    fn size_error(&self) -> ErrorCode {
        let case = match self.of {
            Of::Request => Case::HttpRequestBodySize,
            Of::Response => Case::HttpResponseBodySize,
        };
        ErrorCode::size(case, self.written)
    }

    /// Adds bytes.
    pub fn write(&mut self, buffer: Buffer) -> Result<(), ErrorCode> {
        self.written += buffer.length() as u64;
        if self.expected.is_some_and(|expected| self.written > expected) {
            return Err(self.size_error());
        }
        match &mut self.target {
            Target::Unknown(kept) => {
                buffer.append_to(kept);
                Ok(())
            }
            Target::Channel(channel, coding) => {
                let mut channel = channel.borrow_mut();
                append(&mut channel, *coding, buffer.length(), |channel| {
                    channel.append_buffer(buffer)
                })
            }
            Target::Nobody => Ok(()),
        }
    }

    /// How many bytes can be written.
    pub fn room(&self) -> Result<usize, ErrorCode> {
        self.channel().map_or(Ok(unsent::MOST), |mut channel| channel.room())
    }

    /// Waits until there is room.
    pub fn wait_for_room(&self) -> Result<(), ErrorCode> {
        self.channel().map_or(Ok(()), |mut channel| channel.wait_for_room())
    }

    /// Sends what has been collected, as far as the other side takes it at once.
    pub fn begin_to_flush(&self) -> Result<(), ErrorCode> {
        let follows = self.follows();
        self.channel().map_or(Ok(()), |mut channel| channel.advance(follows).map(drop))
    }

    /// Sends what has been collected.
    pub fn flush(&self) -> Result<(), ErrorCode> {
        let follows = self.follows();
        self.channel().map_or(Ok(()), |mut channel| channel.flush(follows))
    }

    /// Nothing is held back of a body that is as long as was announced.
    fn follows(&self) -> Follows {
        if self.expected == Some(self.written) { Follows::Nothing } else { Follows::More }
    }

    /// Where it waits for room, and until when.
    pub fn awaited(&self) -> Option<(Connection, u64)> {
        let channel = self.channel()?;
        Some((channel.connection()?, channel.room_deadline()))
    }

    fn channel(&self) -> Option<RefMut<'_, Channel>> {
        match &self.target {
            Target::Channel(channel, _) => Some(channel.borrow_mut()),
            Target::Unknown(_) | Target::Nobody => None,
        }
    }

    /// The end of the body, and what follows it.
    pub fn finish(&mut self, trailers: Option<Fields>) -> Result<(), ErrorCode> {
        if self.state != State::Open {
            return Ok(());
        }
        if self.expected.is_some_and(|expected| self.written != expected) {
            self.abort();
            return Err(self.size_error());
        }
        self.state = State::Finished;
        self.trailers = trailers;
        // That the other side is gone, a program cannot help.
        let _ = self.end();
        Ok(())
    }

    fn end(&mut self) -> Result<(), ErrorCode> {
        let Target::Channel(channel, coding) = &self.target else { return Ok(()) };
        let mut channel = channel.borrow_mut();
        if *coding == Coding::Chunked {
            let mut end = Vec::from(b"0\r\n");
            if let Some(trailers) = &self.trailers {
                trailers.write(&mut end);
            }
            end.extend_from_slice(b"\r\n");
            channel.append(&end);
        }
        // The program need not wait until a connection is there.
        channel.advance(Follows::Nothing).map(drop)
    }

    /// Ends the body where it is.
    pub fn abort(&mut self) {
        if self.state == State::Open {
            self.state = State::Aborted;
            if let (Target::Channel(channel, _), Of::Request) = (&self.target, self.of) {
                channel.borrow_mut().break_off(Case::HttpProtocolError.into());
            }
        }
    }

    /// Whether all has been said that was announced.
    pub fn is_as_announced(&self) -> bool {
        self.expected.is_none_or(|expected| self.written == expected)
    }
}

/// Adds `length` bytes of data, as `add` does it.
fn append(
    channel: &mut Channel,
    coding: Coding,
    length: usize,
    add: impl FnOnce(&mut Channel) -> Result<(), ErrorCode>,
) -> Result<(), ErrorCode> {
    // A chunk without data would be the last one.
    if length == 0 {
        return Ok(());
    }
    if coding == Coding::Chunked {
        let mut size = [0; 18];
        channel.append(hexadecimal_line(length as u64, &mut size));
    }
    add(channel)?;
    if coding == Coding::Chunked {
        channel.append(b"\r\n");
    }
    Ok(())
}

/// A number and the end of the line.
fn hexadecimal_line(number: u64, line: &mut [u8; 18]) -> &[u8] {
    let digits = (16 - number.leading_zeros() as usize / 4).max(1);
    for (index, place) in line.iter_mut().take(digits).enumerate() {
        let digit = (number >> (4 * (digits - 1 - index))) as u32 & 15;
        *place = char::from_digit(digit, 16).map_or(b'0', |digit| digit as u8);
    }
    if let Some(end) = line.get_mut(digits..digits + 2) {
        end.copy_from_slice(b"\r\n");
    }
    line.get(..digits + 2).unwrap_or_default()
}
