//! Sockets of TCP.

use core::net::SocketAddr;

use super::{
    IN_PROGRESS, INVALID_STATE, NOT_IN_PROGRESS, Reachable, bind, check_family, check_remote,
    check_unicast, open, require_bind,
};
use crate::host::Result;
use crate::host::descriptors::socket_with_rights;
use crate::host::network::{grants, sockets, unsent};
use crate::host::poll::Direction;
use crate::host::rights::Rights;
use crate::host::sockets::{Shutdown, accept, shutdown};
use crate::host::status::StatusFlags;
use crate::host::{descriptors, required};
use crate::sys::network::{self, Family, SocketOption};
use crate::sys::poll::{self, Interest};
use crate::sys::sockets::SocketType;
use crate::sys::{Errno, Fd};

/// The queue of connections where the program does not say, as in Rust's library.
const BACKLOG: u32 = 128;

/// A socket, and what was done with it.
#[derive(Clone, Copy, Debug)]
pub struct TcpSocket {
    /// In the table of descriptors.
    pub number: u32,
    pub family: Family,
    state: State,
    backlog: u32,
    ended: Ended,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum State {
    Unbound,
    Binding(Reachable),
    Bound(Reachable),
    StartingToListen,
    Listening,
    Connecting,
    /// An attempt to connect that the program has not yet been told of.
    Refused(Errno),
    Connected,
    /// The attempt failed, and no other can be made.
    Closed(Errno),
}

/// Which directions of a connection have been shut down.
#[derive(Clone, Copy, Debug, Default)]
struct Ended {
    receiving: bool,
    sending: bool,
}

impl TcpSocket {
    pub fn open(family: Family) -> Result<TcpSocket> {
        let number = open(family, SocketType::Stream)?;
        Ok(TcpSocket::new(number, family, State::Unbound))
    }

    fn new(number: u32, family: Family, state: State) -> TcpSocket {
        TcpSocket { number, family, state, backlog: BACKLOG, ended: Ended::default() }
    }

    fn host(&self, rights: Rights) -> Result<Fd> {
        socket_with_rights(self.number, rights).map(|socket| socket.host)
    }

    /// Nothing else may have been started.
    fn check_idle(&self) -> Result {
        match self.state {
            State::Binding(_) | State::StartingToListen | State::Connecting | State::Refused(_) => {
                Err(IN_PROGRESS)
            }
            _ => Ok(()),
        }
    }

    /// `start-bind`.
    pub fn start_bind(&mut self, address: SocketAddr) -> Result {
        self.check_idle()?;
        if self.state != State::Unbound {
            return Err(INVALID_STATE);
        }
        check_unicast(address)?;
        check_family(address, self.family)?;
        let reachable = require_bind(address)?;
        let host = self.host(Rights::NONE)?;
        // So that connections of an earlier socket there do not matter, which are
        // only waiting to be forgotten.
        network::set_number_option(host, SocketOption::REUSE_ADDRESS, 1)?;
        bind(host, address)?;
        self.state = State::Binding(reachable);
        Ok(())
    }

    /// `finish-bind`.
    pub fn finish_bind(&mut self) -> Result {
        let State::Binding(reachable) = self.state else { return Err(NOT_IN_PROGRESS) };
        self.state = State::Bound(reachable);
        Ok(())
    }

    /// `start-connect`. Whatever is wrong with the attempt, finishing it tells.
    pub fn start_connect(&mut self, address: SocketAddr) -> Result {
        self.check_idle()?;
        if !matches!(self.state, State::Unbound | State::Bound(_)) {
            return Err(INVALID_STATE);
        }
        check_unicast(address)?;
        check_remote(address)?;
        check_family(address, self.family)?;
        self.state = match sockets::connect_at_once(self.number, address) {
            Ok(()) | Err(Errno::EINPROGRESS | Errno::EINTR) => State::Connecting,
            // connect(2), "Errors": no port is left for it.
            Err(Errno::EADDRNOTAVAIL) => State::Refused(Errno::EADDRINUSE),
            Err(errno) => State::Refused(errno),
        };
        Ok(())
    }

    /// `finish-connect`; `EAGAIN` where it is too early.
    pub fn finish_connect(&mut self) -> Result {
        let outcome = match self.state {
            State::Connecting => {
                let host = self.host(Rights::NONE)?;
                if !is_writable(host)? {
                    return Err(Errno::EAGAIN);
                }
                network::take_error(host)
            }
            State::Refused(errno) => Err(errno),
            _ => return Err(NOT_IN_PROGRESS),
        };
        self.state = match outcome {
            Ok(()) => State::Connected,
            Err(errno) => State::Closed(errno),
        };
        outcome
    }

    /// `start-listen`.
    pub fn start_listen(&mut self) -> Result {
        self.check_idle()?;
        let State::Bound(reachable) = self.state else { return Err(INVALID_STATE) };
        let host = self.host(required::ACCEPT)?;
        if reachable == Reachable::No {
            grants::require_listen(super::no_address(self.family))?;
        }
        network::listen(host, self.backlog as i32)?;
        self.state = State::StartingToListen;
        Ok(())
    }

    /// `finish-listen`.
    pub fn finish_listen(&mut self) -> Result {
        if self.state != State::StartingToListen {
            return Err(NOT_IN_PROGRESS);
        }
        self.state = State::Listening;
        Ok(())
    }

    /// `accept`: a connection, `EAGAIN` where there is none.
    pub fn accept(&self) -> Result<TcpSocket> {
        if !self.is_listening() {
            return Err(INVALID_STATE);
        }
        let number = accept(self.number, StatusFlags::NONBLOCK).map_err(of_connection)?;
        Ok(TcpSocket::new(number, self.family, State::Connected))
    }

    /// `is-listening`.
    pub fn is_listening(&self) -> bool {
        matches!(self.state, State::StartingToListen | State::Listening)
    }

    /// `local-address`.
    pub fn local_address(&self) -> Result<SocketAddr> {
        match self.state {
            State::Unbound => Err(INVALID_STATE),
            _ => {
                self.check_settled()?;
                sockets::local_address(self.number)
            }
        }
    }

    /// `remote-address`.
    pub fn remote_address(&self) -> Result<SocketAddr> {
        match self.state {
            State::Connected => sockets::peer_address(self.number),
            State::Closed(errno) => Err(errno),
            _ => Err(INVALID_STATE),
        }
    }

    /// Neither connecting nor failed: then options can be read and changed.
    pub fn check_settled(&self) -> Result {
        match self.state {
            State::Connecting | State::Refused(_) => Err(INVALID_STATE),
            State::Closed(errno) => Err(errno),
            _ => Ok(()),
        }
    }

    /// `set-listen-backlog-size`.
    pub fn set_backlog(&mut self, size: u64) -> Result {
        if size == 0 {
            return Err(Errno::EINVAL);
        }
        let size = size.min(i32::MAX as u64) as u32;
        match self.state {
            State::Unbound | State::Binding(_) | State::Bound(_) => {}
            State::StartingToListen | State::Listening => {
                network::listen(self.host(required::ACCEPT)?, size as i32)?;
            }
            State::Closed(errno) => return Err(errno),
            _ => return Err(INVALID_STATE),
        }
        self.backlog = size;
        Ok(())
    }

    /// `shutdown`. What has not been sent yet is sent before.
    pub fn shutdown(&mut self, what: Shutdown) -> Result {
        if self.state != State::Connected {
            return Err(INVALID_STATE);
        }
        if what != Shutdown::Sending && !self.ended.receiving {
            self.ended.receiving = true;
            ignore_unconnected(shutdown(self.number, Shutdown::Receiving))?;
        }
        if what != Shutdown::Receiving && !self.ended.sending {
            self.ended.sending = true;
            if !unsent::shut_down_after(self.number) {
                ignore_unconnected(shutdown(self.number, Shutdown::Sending))?;
            }
        }
        Ok(())
    }

    /// Whether the program has said that it receives no more.
    pub fn has_ended_receiving(&self) -> bool {
        self.ended.receiving
    }

    /// Whether the program has said that it sends no more.
    pub fn has_ended_sending(&self) -> bool {
        self.ended.sending
    }

    /// What the program waits for on the socket itself: what was started, or a
    /// connection. Everything else can be done at once.
    pub fn awaits(&self) -> Option<Direction> {
        match self.state {
            State::Connecting => Some(Direction::Write),
            State::StartingToListen | State::Listening => Some(Direction::Read),
            _ => None,
        }
    }

    /// Closes it.
    pub fn close(&self) {
        unsent::forget(self.number);
        // What is lost by an error here, writing told.
        let _ = descriptors::close(self.number);
    }
}

/// The other end may be gone already; then there is nothing left to shut down.
fn ignore_unconnected(result: Result) -> Result {
    if result == Err(Errno::ENOTCONN) { Ok(()) } else { result }
}

/// Whether a started attempt to connect has come to an end.
fn is_writable(host: Fd) -> Result<bool> {
    let mut interest = [Interest::new(host, Interest::WRITABLE)];
    let at_once = crate::host::clocks::timespec(0);
    Ok(poll::poll(&mut interest, Some(at_once))? > 0)
}

/// accept(2), "Error handling": errors of the connection itself are passed on by
/// accepting it.
fn of_connection(errno: Errno) -> Errno {
    const PASSED_ON: [u16; 10] = [64, 71, 92, 95, 100, 101, 102, 104, 112, 113];
    if PASSED_ON.contains(&errno.number()) { Errno::ECONNABORTED } else { errno }
}
