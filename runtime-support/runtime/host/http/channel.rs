//! A connection as one message after the other uses it: bytes to be sent are collected
//! and sent together, and what comes in waits at the connection. What the other side does
//! not take at once is sent whenever the program waits for anything (`network/unsent.rs`).

use alloc::vec::Vec;

use super::connections::Connection;
use super::dial::Dial;
use super::error_code::{Case, ErrorCode};
use crate::host::clocks::{self, Clock};
use crate::host::network::unsent;
use crate::sys::network::{self, SocketOption};
use crate::sys::poll::Interest;
use crate::sys::{Buffer, Errno, sockets};

pub use crate::sys::sockets::Follows;

/// How much is collected before it is sent, in bytes.
const COLLECTED: usize = 16 << 10;

/// See the module.
#[derive(Debug)]
pub struct Channel {
    state: State,
    /// What is to be sent, behind what the other side has not taken yet.
    pending: Vec<u8>,
    /// How many bytes the other side has not taken, and until when it must take some.
    untaken: usize,
    take_deadline: u64,
    /// When an attempt to connect has failed, in nanoseconds of the monotonic clock.
    pub dial_deadline: u64,
    /// How long the other side may take nothing, in nanoseconds.
    pub patience: u64,
    /// The kernel holds something back, because more follows.
    is_corked: bool,
    /// Why nothing can be sent any more; the other side may still have answered.
    unsendable: Option<ErrorCode>,
}

#[derive(Debug)]
enum State {
    Dialing(Dial),
    /// The program's own connection, which goes with the channel.
    Own(Connection),
    /// The server's.
    Lent(Connection),
    Broken(ErrorCode),
}

/// What was received.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Received {
    Something,
    NothingYet,
    End,
}

/// What to wait for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Wanted {
    Input,
    Output,
}

impl Channel {
    pub fn dialing(dial: Dial, dial_deadline: u64, patience: u64) -> Channel {
        let mut channel = Channel::new(State::Dialing(dial), patience);
        channel.dial_deadline = dial_deadline;
        channel
    }

    /// One that was never there.
    pub fn broken(failure: ErrorCode) -> Channel {
        Channel::new(State::Broken(failure), 0)
    }

    /// One that the server keeps.
    pub fn lent(connection: Connection, patience: u64) -> Channel {
        Channel::new(State::Lent(connection), patience)
    }

    fn new(state: State, patience: u64) -> Channel {
        Channel {
            state,
            pending: Vec::new(),
            untaken: 0,
            take_deadline: u64::MAX,
            dial_deadline: u64::MAX,
            patience,
            is_corked: false,
            unsendable: None,
        }
    }

    /// The connection, as far as there is one.
    pub fn connection(&self) -> Option<Connection> {
        match &self.state {
            State::Dialing(dial) => dial.trying(),
            State::Own(connection) | State::Lent(connection) => Some(*connection),
            State::Broken(_) => None,
        }
    }

    /// What has to happen before [`Channel::advance`] comes further.
    pub fn wanted(&self) -> Wanted {
        match &self.state {
            State::Dialing(_) => Wanted::Output,
            _ => Wanted::Input,
        }
    }

    pub fn is_dialing(&self) -> bool {
        matches!(self.state, State::Dialing(_))
    }

    pub fn failure(&self) -> Option<ErrorCode> {
        match &self.state {
            State::Broken(failure) => Some(*failure),
            _ => None,
        }
    }

    /// Ends its use.
    pub fn break_off(&mut self, failure: ErrorCode) -> ErrorCode {
        self.close();
        self.state = State::Broken(failure);
        failure
    }

    fn close(&mut self) {
        if let State::Own(connection) = self.state {
            connection.close();
        }
    }

    /// Adds bytes to what is to be sent.
    pub fn append(&mut self, bytes: &[u8]) {
        self.pending.extend_from_slice(bytes);
    }

    /// Adds bytes of the program to what is to be sent. Where they are many, all is sent
    /// that the other side takes at once.
    pub fn append_buffer(&mut self, buffer: Buffer) -> Result<(), ErrorCode> {
        let is_little = self.pending.len() + buffer.length() <= COLLECTED;
        if is_little || !self.advance(Follows::More)? {
            buffer.append_to(&mut self.pending);
            return Ok(());
        }
        let mut rest = buffer;
        while rest.length() > 0 {
            let connection = self.connection().ok_or(Case::ConnectionTerminated)?;
            match sockets::send(connection.host(), &[rest], Follows::More) {
                Ok(count) => rest = rest.skip(count),
                Err(Errno::EAGAIN) => {
                    rest.append_to(&mut self.pending);
                    return self.keep_untaken(connection);
                }
                Err(_) => return Err(self.stop_sending(Case::ConnectionTerminated)),
            }
        }
        self.is_corked = true;
        Ok(())
    }

    /// How many bytes can be added: none where the other side has to take some before.
    pub fn room(&mut self) -> Result<usize, ErrorCode> {
        let is_much = self.pending.len() > COLLECTED;
        let is_taken = match is_much {
            true => self.advance(Follows::More)?,
            false => self.is_dialing() || self.are_bytes_taken()?,
        };
        Ok(if is_taken { unsent::MOST } else { 0 })
    }

    /// Until when to wait for room.
    pub fn room_deadline(&self) -> u64 {
        if self.is_dialing() { self.dial_deadline } else { self.take_deadline }
    }

    /// Waits for room.
    pub fn wait_for_room(&mut self) -> Result<(), ErrorCode> {
        while self.room()? == 0 {
            self.wait_to_send();
        }
        Ok(())
    }

    /// Sends everything. Comes back when the other side has taken it.
    pub fn flush(&mut self, follows: Follows) -> Result<(), ErrorCode> {
        while !self.advance(follows)? {
            self.wait_to_send();
        }
        Ok(())
    }

    /// Sends what was collected, and what the kernel holds back, as far as the other side
    /// takes it at once.
    pub fn uncork(&mut self) {
        if !self.pending.is_empty() {
            // A failure shows when the program goes on.
            let _ = self.advance(Follows::Nothing);
        }
        if core::mem::take(&mut self.is_corked)
            && let Some(connection) = self.connection()
        {
            let now = 1u32.to_ne_bytes();
            // Where the connection is gone, nothing is held back.
            let _ = network::set_option(connection.host(), SocketOption::NO_DELAY, &now);
        }
    }

    /// Connects and sends as far as that is possible at once. Whether all is done.
    pub fn advance(&mut self, follows: Follows) -> Result<bool, ErrorCode> {
        if let State::Dialing(dial) = &mut self.state {
            match dial.advance() {
                Ok(None) if now() < self.dial_deadline => return Ok(false),
                Ok(None) => return Err(self.break_off(Case::ConnectionTimeout.into())),
                Ok(Some(connection)) => self.state = State::Own(connection),
                Err(failure) => return Err(self.break_off(failure)),
            }
        }
        self.send_pending(follows)
    }

    /// False where the other side does not take all of it now.
    fn send_pending(&mut self, follows: Follows) -> Result<bool, ErrorCode> {
        if !self.are_bytes_taken()? {
            return Ok(false);
        }
        let mut sent = 0;
        while let Some(rest) = self.pending.get(sent..).filter(|rest| !rest.is_empty()) {
            let connection = self.connection().ok_or(Case::ConnectionTerminated)?;
            let taken = match follows {
                Follows::Nothing => network::send_bytes(connection.host(), rest),
                Follows::More => network::send_more_bytes(connection.host(), rest),
            };
            match taken {
                Ok(count) => {
                    sent += count;
                    self.is_corked = follows == Follows::More;
                }
                Err(Errno::EAGAIN) => {
                    self.pending.drain(..sent);
                    self.keep_untaken(connection)?;
                    return Ok(false);
                }
                Err(_) => return Err(self.stop_sending(Case::ConnectionTerminated)),
            }
        }
        self.pending.clear();
        if follows == Follows::Nothing {
            self.uncork();
        }
        Ok(true)
    }

    /// The other side does not take what is pending: it is sent later, as much as can wait
    /// there.
    #[cold]
    fn keep_untaken(&mut self, connection: Connection) -> Result<(), ErrorCode> {
        let count = self.pending.len().min(unsent::MOST);
        let kept = self.pending.get_mut(..count).unwrap_or_default();
        if unsent::send_bytes(connection.number(), kept).is_err() {
            return Err(self.stop_sending(Case::ConnectionTerminated));
        }
        self.pending.drain(..count);
        (self.untaken, self.take_deadline) = (0, u64::MAX);
        self.are_bytes_taken().map(drop)
    }

    /// Whether the other side has taken what was sent before.
    fn are_bytes_taken(&mut self) -> Result<bool, ErrorCode> {
        if let Some(failure) = self.failure().or(self.unsendable) {
            return Err(failure);
        }
        let Some(connection) = self.connection().filter(|_| unsent::is_any()) else {
            return Ok(true);
        };
        match unsent::progress(connection.number()) {
            Ok(true) => Ok(true),
            Ok(false) => {
                let untaken = unsent::count(connection.number());
                if untaken != self.untaken {
                    self.untaken = untaken;
                    self.take_deadline = now().saturating_add(self.patience);
                }
                match now() < self.take_deadline {
                    true => Ok(false),
                    false => Err(self.stop_sending(Case::ConnectionWriteTimeout)),
                }
            }
            Err(_) => Err(self.stop_sending(Case::ConnectionTerminated)),
        }
    }

    fn stop_sending(&mut self, case: Case) -> ErrorCode {
        if let Some(connection) = self.connection() {
            unsent::forget(connection.number());
        }
        self.pending.clear();
        self.is_corked = false;
        *self.unsendable.insert(case.into())
    }

    /// Waits until [`Channel::advance`] can come further.
    fn wait_to_send(&mut self) {
        let Some(connection) = self.connection() else { return };
        wait(connection, Wanted::Output, self.room_deadline());
    }

    /// Receives what is there.
    pub fn receive(&mut self) -> Result<Received, ErrorCode> {
        let connection = match &self.state {
            State::Own(connection) | State::Lent(connection) => *connection,
            State::Dialing(_) => return Ok(Received::NothingYet),
            State::Broken(failure) => return Err(*failure),
        };
        match connection.receive() {
            Ok(0) => Ok(Received::End),
            Ok(_) => Ok(Received::Something),
            Err(Errno::EAGAIN) => Ok(Received::NothingYet),
            Err(_) => Err(self.break_off(Case::ConnectionTerminated.into())),
        }
    }
}

impl Drop for Channel {
    fn drop(&mut self) {
        self.close();
    }
}

/// Waits until something can be received or sent, or a time has come.
pub fn wait(connection: Connection, wanted: Wanted, deadline: u64) {
    let requested = match wanted {
        Wanted::Input => Interest::READABLE,
        Wanted::Output => Interest::WRITABLE,
    };
    loop {
        let mut interest = [Interest::new(connection.host(), requested)];
        let left = deadline.saturating_sub(now());
        match unsent::wait(&mut interest, Some(clocks::timespec(left))) {
            Ok(0) if left > 0 => {}
            Err(Errno::EINTR) => {}
            // What is wrong, who goes on will find out.
            Ok(_) | Err(_) => return,
        }
    }
}

/// In nanoseconds.
pub fn now() -> u64 {
    clocks::time(Clock::Monotonic)
}
