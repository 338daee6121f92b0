//! A connection as one message after the other uses it: bytes to be sent are collected
//! and sent together, and what comes in waits at the connection.

use alloc::vec::Vec;

use super::connections::Connection;
use super::dial::Dial;
use super::error_code::{Case, ErrorCode};
use crate::host::clocks::{self, Clock};
use crate::sys::network::{self, SocketOption};
use crate::sys::poll::{self, Interest};
use crate::sys::{Buffer, Errno, sockets};

pub use crate::sys::sockets::Follows;

/// How much is collected before it is sent, in bytes.
const COLLECTED: usize = 16 << 10;

/// See the module.
#[derive(Debug)]
pub struct Channel {
    state: State,
    /// What is to be sent, and how much of it has been.
    pending: Vec<u8>,
    sent: usize,
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
            sent: 0,
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
            _ if self.sent < self.pending.len() => Wanted::Output,
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

    /// Adds bytes of the program to what is to be sent. Where they are many, all is sent.
    pub fn append_buffer(&mut self, buffer: Buffer) -> Result<(), ErrorCode> {
        if self.pending.len() - self.sent + buffer.length() <= COLLECTED {
            buffer.append_to(&mut self.pending);
            return Ok(());
        }
        self.finish_dialing()?;
        self.flush(Follows::More)?;
        let mut rest = buffer;
        while rest.length() > 0 {
            let connection = self.connection().ok_or(Case::ConnectionTerminated)?;
            match sockets::send(connection.host(), &[rest], Follows::More) {
                Ok(count) => rest = rest.skip(count),
                Err(errno) => self.overcome(errno)?,
            }
        }
        self.is_corked = true;
        Ok(())
    }

    /// Sends everything.
    pub fn flush(&mut self, follows: Follows) -> Result<(), ErrorCode> {
        self.finish_dialing()?;
        while !self.send_pending(follows)? {
            self.wait_to_send()?;
        }
        Ok(())
    }

    /// Sends what the kernel holds back.
    pub fn uncork(&mut self) {
        if core::mem::take(&mut self.is_corked)
            && let Some(connection) = self.connection()
        {
            let now = 1u32.to_ne_bytes();
            // Where the connection is gone, nothing is held back.
            let _ = network::set_option(connection.host(), SocketOption::NO_DELAY, &now);
        }
    }

    /// Connects and sends as far as that is possible at once. Whether all is done.
    pub fn advance(&mut self) -> Result<bool, ErrorCode> {
        if let State::Dialing(dial) = &mut self.state {
            match dial.advance() {
                Ok(None) if now() < self.dial_deadline => return Ok(false),
                Ok(None) => return Err(self.break_off(Case::ConnectionTimeout.into())),
                Ok(Some(connection)) => self.state = State::Own(connection),
                Err(failure) => return Err(self.break_off(failure)),
            }
        }
        self.send_pending(Follows::Nothing)
    }

    fn finish_dialing(&mut self) -> Result<(), ErrorCode> {
        while self.is_dialing() {
            self.advance()?;
            if let State::Dialing(dial) = &self.state
                && let Some(connection) = dial.trying()
            {
                wait(connection, Wanted::Output, self.dial_deadline);
            }
        }
        match self.state {
            State::Broken(failure) => Err(failure),
            _ => Ok(()),
        }
    }

    /// False where the other side does not take all of it now.
    fn send_pending(&mut self, follows: Follows) -> Result<bool, ErrorCode> {
        if let Some(failure) = self.unsendable {
            return Err(failure);
        }
        while let Some(rest) = self.pending.get(self.sent..).filter(|rest| !rest.is_empty()) {
            let connection = match self.state {
                State::Broken(failure) => return Err(failure),
                _ => self.connection().ok_or(Case::ConnectionTerminated)?,
            };
            let sent = match follows {
                Follows::Nothing => network::send_bytes(connection.host(), rest),
                Follows::More => network::send_more_bytes(connection.host(), rest),
            };
            match sent {
                Ok(count) => {
                    self.sent += count;
                    self.is_corked = follows == Follows::More;
                }
                Err(Errno::EAGAIN) => return Ok(false),
                Err(_) => return Err(self.stop_sending(Case::ConnectionTerminated)),
            }
        }
        self.pending.clear();
        self.sent = 0;
        if follows == Follows::Nothing {
            self.uncork();
        }
        Ok(true)
    }

    /// Waits where that helps.
    fn overcome(&mut self, errno: Errno) -> Result<(), ErrorCode> {
        match errno {
            Errno::EAGAIN => self.wait_to_send(),
            _ => Err(self.stop_sending(Case::ConnectionTerminated)),
        }
    }

    fn stop_sending(&mut self, case: Case) -> ErrorCode {
        self.pending.clear();
        self.sent = 0;
        self.is_corked = false;
        *self.unsendable.insert(case.into())
    }

    fn wait_to_send(&mut self) -> Result<(), ErrorCode> {
        let Some(connection) = self.connection() else { return Ok(()) };
        let deadline = now().saturating_add(self.patience);
        match wait(connection, Wanted::Output, deadline) {
            true => Ok(()),
            false => Err(self.stop_sending(Case::ConnectionWriteTimeout)),
        }
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

/// Waits until something can be received or sent; false where a time has come before.
pub fn wait(connection: Connection, wanted: Wanted, deadline: u64) -> bool {
    let requested = match wanted {
        Wanted::Input => Interest::READABLE,
        Wanted::Output => Interest::WRITABLE,
    };
    loop {
        let mut interest = [Interest::new(connection.host(), requested)];
        let left = deadline.saturating_sub(now());
        match poll::poll(&mut interest, Some(clocks::timespec(left))) {
            Ok(0) if left == 0 => return false,
            Ok(0) | Err(Errno::EINTR) => {}
            // What is wrong, who goes on will find out.
            Ok(_) | Err(_) => return true,
        }
    }
}

/// In nanoseconds.
pub fn now() -> u64 {
    clocks::time(Clock::Monotonic)
}
