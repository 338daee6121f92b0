//! A chunked body: where its data is among its framing. RFC 9112, "Chunked Transfer
//! Coding".

use super::head::{self, End, Fields};

/// How far a chunked body has been read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Chunks {
    state: State,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum State {
    /// In front of a size.
    Start,
    /// Within a size, which is this so far.
    Size(u64),
    /// Behind a size: blanks, extensions, of so many bytes so far.
    Extension(u64, u16),
    /// Behind the CR of a line with a size.
    SizeEnd(u64),
    Data(u64),
    /// Behind the data.
    DataEnd,
    /// Behind the CR there.
    DataLineEnd,
    Trailers,
    Ended,
}

/// What comes next in the bytes that were handed in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Next {
    /// More bytes are needed.
    More,
    /// Of what is left, so many bytes at most are data.
    Data(u64),
    /// What is left starts with so many bytes of trailers, and behind them nothing is of
    /// this body.
    End(usize),
}

/// It is no chunked body.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Broken;

/// The longest extension of a chunk, in bytes. Nobody uses any.
const MOST_EXTENSION: u16 = 256;

impl Chunks {
    pub const START: Chunks = Chunks { state: State::Start };

    /// Passes over framing; returns of how many bytes, and what comes then.
    pub fn advance(&mut self, bytes: &[u8]) -> Result<(usize, Next), Broken> {
        let mut used = 0;
        loop {
            match self.state {
                State::Data(0) => self.state = State::DataEnd,
                State::Data(left) => return Ok((used, Next::Data(left))),
                State::Ended => return Ok((used, Next::End(0))),
                State::Trailers => {
                    let rest = bytes.get(used..).unwrap_or_default();
                    return match head::end(rest, 0) {
                        End::NotYet => Ok((used, Next::More)),
                        End::Broken => Err(Broken),
                        End::At(length) => {
                            let lines = rest.get(..length).unwrap_or_default();
                            Fields::parse(lines).map_err(|_| Broken)?;
                            self.state = State::Ended;
                            Ok((used, Next::End(length)))
                        }
                    };
                }
                _ => {
                    let Some(&byte) = bytes.get(used) else { return Ok((used, Next::More)) };
                    self.state = self.state.after(byte).ok_or(Broken)?;
                    used += 1;
                }
            }
        }
    }

    /// So many bytes of data were taken.
    pub fn take(&mut self, count: u64) {
        if let State::Data(left) = self.state {
            self.state = State::Data(left.saturating_sub(count));
        }
    }
}

impl State {
    fn after(self, byte: u8) -> Option<State> {
        let digit = char::from(byte).to_digit(16).map(u64::from);
        Some(match (self, byte, digit) {
            (State::Start, _, Some(digit)) => State::Size(digit),
            (State::Size(size), _, Some(digit)) => State::Size(size.checked_mul(16)? + digit),
            (State::Size(size) | State::Extension(size, _), b'\r', _) => State::SizeEnd(size),
            (State::Size(size), b';' | b' ' | b'\t', _) => State::Extension(size, 0),
            (State::Extension(size, length), b'\t' | b' '.., _)
                if byte != 0x7f && length < MOST_EXTENSION =>
            {
                State::Extension(size, length + 1)
            }
            (State::SizeEnd(0), b'\n', _) => State::Trailers,
            (State::SizeEnd(size), b'\n', _) => State::Data(size),
            (State::DataEnd, b'\r', _) => State::DataLineEnd,
            (State::DataLineEnd, b'\n', _) => State::Start,
            _ => return None,
        })
    }
}
