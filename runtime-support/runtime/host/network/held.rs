//! The first part of an answer, held back until the second one.
//!
//! Many programs send an answer in two parts, and each would go out in a packet of
//! its own, for which both ends do the same work again. Where the last answer was
//! in parts, the kernel is told of the first part of the next one that more follows
//! (send(2), `MSG_MORE`). At most one socket is in that state, and only until the
//! program does anything with descriptors but send the next part; the kernel itself
//! waits for 200 ms at most.
//!
//! A system call can be spared, too: where the latest second part came right behind the
//! first one, the first part waits in the process (`kept.rs`) and is sent with the second,
//! or when the program does anything else that can wait or be seen, or ends. For that, the
//! kernel must have said that there is room, so that it takes the bytes when they are sent.
//! What then keeps them from being sent, the next call on the socket says; and signals that
//! would end the process have them sent before (`ending.rs`).

use core::sync::atomic::{AtomicBool, AtomicU8, AtomicU32, AtomicU64, Ordering::Relaxed};

use super::{ending, kept};
use crate::host::Result;
use crate::host::clocks::{self, Clock};
use crate::host::descriptors::{self, Descriptor, Kind, Socket};
use crate::sys::network::{self, SocketOption};
use crate::sys::sockets::{self, Follows};
use crate::sys::{Buffer, Errno, Fd};

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
    /// The kernel has said so, and nothing was sent since.
    const HAS_ROOM: u8 = 8;
    /// A part of it could not be sent: by a reset, or for another reason.
    const WAS_RESET: u8 = 16;
    const WAS_LOST: u8 = 32;
    const FAILED: u8 = Answer::WAS_RESET | Answer::WAS_LOST;
    /// What is not of one answer alone.
    const STAYS: u8 = Answer::HAS_ROOM | Answer::FAILED;

    fn has(self, bit: u8) -> bool {
        self.0 & bit != 0
    }

    fn with_failure(self, errno: Errno) -> Answer {
        let was_reset = errno == Errno::ECONNRESET;
        Answer(self.0 | if was_reset { Answer::WAS_RESET } else { Answer::WAS_LOST })
    }

    /// What kept a part from being sent, if anything did.
    fn failure(self) -> Option<Errno> {
        match self.0 & Answer::FAILED {
            0 => None,
            Answer::WAS_RESET => Some(Errno::ECONNRESET),
            _ => Some(Errno::EPIPE),
        }
    }

    fn with_part(self) -> Answer {
        let bit = if self.has(Answer::HAS_ONE_PART) { Answer::HAS_MORE } else { 0 };
        Answer((self.0 | Answer::HAS_ONE_PART | bit) & !Answer::HAS_ROOM)
    }

    /// What comes after it.
    fn next(self) -> Answer {
        match (self.has(Answer::HAS_ONE_PART), self.has(Answer::HAS_MORE)) {
            (false, _) => self,
            (true, false) => Answer(self.0 & Answer::STAYS),
            (true, true) => Answer(self.0 & Answer::STAYS | Answer::LAST_HAD_MORE),
        }
    }

    fn with_room(self, has_room: bool) -> Answer {
        Answer(self.0 & !Answer::HAS_ROOM | if has_room { Answer::HAS_ROOM } else { 0 })
    }
}

/// The longest first part that is held back, in bytes: longer ones fill packets.
const MOST: usize = 1400;

/// The kernel's descriptor of the socket that holds something back, or for which something
/// waits here; 0 for none.
static HELD: AtomicU32 = AtomicU32::new(0);

/// The program's descriptor of it, while something waits here.
static HELD_NUMBER: AtomicU32 = AtomicU32::new(0);

/// Whether anything can wait here: there is one place, for one thread. Components have
/// places of their own (`unsent.rs`).
const CAN_WAIT_HERE: bool = !cfg!(any(part = "threads", part = "components"));

/// When the latest first part came, in nanoseconds of the coarse clock, and whether the
/// second one came before that clock moved.
static FIRST_PART: AtomicU64 = AtomicU64::new(0);
static IS_QUICK: AtomicBool = AtomicBool::new(false);

/// Lets go what is held back.
#[inline]
pub fn release() {
    if HELD.load(Relaxed) != 0 {
        push();
    }
}

#[cold]
#[inline(never)]
fn push() {
    let host = Fd(HELD.load(Relaxed) as i32);
    if CAN_WAIT_HERE && kept::count() > 0 {
        if let Err(errno) = kept::while_sending(|| kept::send_all(host, Follows::Nothing)) {
            let _ = descriptors::update(HELD_NUMBER.load(Relaxed), |entry| {
                entry.answer = entry.answer.with_failure(errno);
                Ok(())
            });
        }
        HELD.store(0, Relaxed);
    } else if HELD.swap(0, Relaxed) != 0 {
        // The socket may be closed meanwhile, and then has sent everything.
        let _ = network::set_option(host, SocketOption::NO_DELAY, &1u32.to_ne_bytes());
    }
}

/// The socket for which something is held back.
pub fn held() -> Option<Fd> {
    let host = HELD.load(Relaxed);
    (host != 0).then_some(Fd(host as i32))
}

/// Says once what kept a part from being sent that was taken for sent. To be asked behind
/// [`release`].
#[inline(always)]
pub fn take_failure(number: u32, answer: Answer) -> Result {
    if answer.has(Answer::FAILED) { descriptors::update(number, forget_failure) } else { Ok(()) }
}

/// Fails with what it forgets.
fn forget_failure(entry: &mut Descriptor) -> Result {
    let failure = entry.answer.failure();
    entry.answer.0 &= !Answer::FAILED;
    failure.map_or(Ok(()), Err)
}

/// Sends through a stream.
#[inline(always)]
pub fn send(number: u32, socket: Socket, buffers: &[Buffer]) -> Result<usize> {
    let host = socket.host;
    let own = host.0 as u32;
    if HELD.load(Relaxed) != own {
        release();
    }
    take_failure(number, socket.answer)?;
    let answer = socket.answer.with_part();
    if answer != socket.answer {
        set(number, host, answer);
    }
    let is_first = !socket.answer.has(Answer::HAS_ONE_PART);
    let is_held = HELD.load(Relaxed) == own;
    let expects_more = is_first && socket.answer.has(Answer::LAST_HAD_MORE);
    if expects_more {
        FIRST_PART.store(clocks::time(Clock::MonotonicCoarse), Relaxed);
    } else if is_held {
        let now = clocks::time(Clock::MonotonicCoarse);
        IS_QUICK.store(now == FIRST_PART.load(Relaxed), Relaxed);
    }
    let follows = if expects_more && is_short(buffers) { Follows::More } else { Follows::Nothing };
    if CAN_WAIT_HERE {
        let has_room = socket.answer.has(Answer::HAS_ROOM) && IS_QUICK.load(Relaxed);
        if follows == Follows::More && has_room && ending::is_prepared() && kept::add(buffers) {
            HELD_NUMBER.store(number, Relaxed);
            HELD.store(own, Relaxed);
            return Ok(kept::count());
        }
        if is_held && kept::count() > 0 {
            let sent = kept::while_sending(|| send_behind(host, buffers));
            HELD.store(0, Relaxed);
            return sent;
        }
    }
    let count = sockets::send(host, buffers, follows)?;
    // What follows lets go what was held back.
    HELD.store(if follows == Follows::More { own } else { 0 }, Relaxed);
    Ok(count)
}

/// Sends what follows on what waits here, and that.
fn send_behind(host: Fd, buffers: &[Buffer]) -> Result<usize> {
    let first = kept::count();
    if !kept::add(buffers) {
        kept::send_all(host, Follows::More)?;
        return sockets::send(host, buffers, Follows::Nothing);
    }
    let sent = match kept::send(host, Follows::Nothing) {
        Ok(sent) => sent,
        Err(Errno::EAGAIN) => 0,
        Err(errno) => {
            kept::truncate(0);
            return Err(errno);
        }
    };
    if sent > first || sent == kept::count() {
        kept::truncate(0);
        return Ok(sent - first);
    }
    // Of the second part nothing was taken.
    kept::truncate(first);
    kept::take(sent);
    kept::send_all(host, Follows::Nothing)?;
    sockets::send(host, buffers, Follows::Nothing)
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

/// Whether any answer has had more than one part: otherwise nobody asks for room.
static HAS_PARTS: AtomicBool = AtomicBool::new(false);

/// The kernel has said that the stream has room.
#[inline(always)]
pub fn note_room(number: u32) {
    if HAS_PARTS.load(Relaxed) {
        set_room(number, true);
    }
}

/// Something else than [`send`] sends next: behind what was held back, and into what room
/// there is.
#[inline]
pub fn bypass(number: u32, kind: Kind) -> Result {
    release();
    if kind != Kind::Stream {
        return Ok(());
    }
    descriptors::update(number, |entry| {
        entry.answer = entry.answer.with_room(false);
        forget_failure(entry)
    })
}

#[inline(always)]
fn set_room(number: u32, has_room: bool) {
    let _ = descriptors::update(number, |entry| {
        entry.answer = entry.answer.with_room(has_room);
        Ok(())
    });
}

/// What is expected of the first answer through a new stream: as the latest one
/// through any other was.
static EXPECTED: AtomicU8 = AtomicU8::new(0);

/// See [`EXPECTED`]. A new stream has room.
pub fn expected() -> Answer {
    Answer(EXPECTED.load(Relaxed)).with_room(true)
}

/// The program receives through a stream, or ends it: its answer is complete.
#[inline]
pub fn end_answer(number: u32, socket: Socket) {
    let next = socket.answer.next();
    if next != socket.answer {
        set(number, socket.host, next);
        EXPECTED.store(next.0 & Answer::LAST_HAD_MORE, Relaxed);
        if next.has(Answer::LAST_HAD_MORE) && !HAS_PARTS.load(Relaxed) {
            HAS_PARTS.store(true, Relaxed);
            if CAN_WAIT_HERE {
                ending::prepare();
            }
        }
    }
}
