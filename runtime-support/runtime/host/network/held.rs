//! The first part of an answer, held back until the second one.
//!
//! Many programs send an answer in two parts, and each would go out in a packet of
//! its own, for which both ends do the same work again. Where the last answer was
//! in parts, the kernel is told of the first part of the next one that more follows
//! (send(2), `MSG_MORE`). At most one socket is in that state, and only until the
//! program does anything with descriptors but send the next part; the kernel itself
//! waits for 200 ms at most.

use core::sync::atomic::{AtomicU8, AtomicU32, Ordering::Relaxed};

use crate::host::Result;
use crate::host::descriptors::{self, Socket};
use crate::sys::network::{self, SocketOption};
use crate::sys::sockets::{self, Follows};
use crate::sys::{Buffer, Fd};

/// What the program has sent through a stream since it last received there. Takes
/// no more than the one byte that is free in a descriptor.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[repr(transparent)]
pub struct Answer(u8);

impl Answer {
    pub const NONE: Answer = Answer(0);
    const HAS_ONE_PART: u8 = 1;
    const HAS_MORE: u8 = 2;
    /// The one before had more than one part.
    const LAST_HAD_MORE: u8 = 4;

    fn has(self, bit: u8) -> bool {
        self.0 & bit != 0
    }

    fn with_part(self) -> Answer {
        let bit = if self.has(Answer::HAS_ONE_PART) { Answer::HAS_MORE } else { 0 };
        Answer(self.0 | Answer::HAS_ONE_PART | bit)
    }

    /// What comes after it.
    fn next(self) -> Answer {
        match (self.has(Answer::HAS_ONE_PART), self.has(Answer::HAS_MORE)) {
            (false, _) => self,
            (true, false) => Answer::NONE,
            (true, true) => Answer(Answer::LAST_HAD_MORE),
        }
    }
}

/// The longest first part that is held back, in bytes: longer ones fill packets.
const MOST: usize = 1400;

/// The kernel's descriptor of the socket that holds something back; 0 for none.
static HELD: AtomicU32 = AtomicU32::new(0);

/// Lets go what is held back.
#[inline]
pub fn release() {
    if HELD.load(Relaxed) != 0 {
        push(HELD.swap(0, Relaxed));
    }
}

#[cold]
#[inline(never)]
fn push(held: u32) {
    if held != 0 {
        // The socket may be closed meanwhile, and then has sent everything.
        let _ = network::set_option(Fd(held as i32), SocketOption::NO_DELAY, &1u32.to_ne_bytes());
    }
}

/// Sends through a stream.
#[inline(always)]
pub fn send(number: u32, socket: Socket, buffers: &[Buffer]) -> Result<usize> {
    let host = socket.host;
    let own = host.0 as u32;
    if HELD.load(Relaxed) != own {
        release();
    }
    let answer = socket.answer.with_part();
    if answer != socket.answer {
        set(number, host, answer);
    }
    let is_first = !socket.answer.has(Answer::HAS_ONE_PART);
    let follows = if is_first && socket.answer.has(Answer::LAST_HAD_MORE) && is_short(buffers) {
        Follows::More
    } else {
        Follows::Nothing
    };
    let count = sockets::send(host, buffers, follows)?;
    // What follows lets go what was held back.
    HELD.store(if follows == Follows::More { own } else { 0 }, Relaxed);
    Ok(count)
}

#[inline(always)]
fn is_short(buffers: &[Buffer]) -> bool {
    let length: usize = buffers.iter().map(|buffer| buffer.length()).sum();
    (1..=MOST).contains(&length)
}

/// Remembers what was sent, unless another thread has put something else there.
fn set(number: u32, host: Fd, answer: Answer) {
    let _ = descriptors::update(number, |entry| {
        if entry.host == host {
            entry.answer = answer;
        }
        Ok(())
    });
}

/// What is expected of the first answer through a new stream: as the latest one
/// through any other was.
static EXPECTED: AtomicU8 = AtomicU8::new(0);

/// See [`EXPECTED`].
pub fn expected() -> Answer {
    Answer(EXPECTED.load(Relaxed))
}

/// The program receives through a stream, or ends it: its answer is complete.
#[inline]
pub fn end_answer(number: u32, socket: Socket) {
    let next = socket.answer.next();
    if next != socket.answer {
        set(number, socket.host, next);
        EXPECTED.store(next.0, Relaxed);
    }
}
