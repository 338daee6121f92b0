//! Sockets of UDP.

use core::net::SocketAddr;

use super::{
    IN_PROGRESS, INVALID_STATE, NOT_IN_PROGRESS, bind, check_family, check_remote, invalid_family,
    no_address, open, require_bind,
};
use crate::host::Result;
use crate::host::descriptors::{self, socket_with_rights};
use crate::host::network::{grants, sockets};
use crate::host::required;
use crate::host::rights::Rights;
use crate::sys::network::{self, Family};
use crate::sys::sockets::{self as calls, Follows, SocketType};
use crate::sys::{Buffer, Errno, Fd};

/// The most bytes that a datagram can have. Source: RFC 768, "Fields", `Length`.
pub const MOST: usize = u16::MAX as usize;

/// A socket, and what was done with it.
#[derive(Clone, Copy, Debug)]
pub struct UdpSocket {
    /// In the table of descriptors.
    pub number: u32,
    pub family: Family,
    state: State,
    /// Its datagrams go to and come from one address, which the kernel knows.
    is_connected: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum State {
    Unbound,
    Binding,
    Bound,
}

impl UdpSocket {
    pub fn open(family: Family) -> Result<UdpSocket> {
        let number = open(family, SocketType::Datagram)?;
        Ok(UdpSocket { number, family, state: State::Unbound, is_connected: false })
    }

    fn host(&self, rights: Rights) -> Result<Fd> {
        socket_with_rights(self.number, rights).map(|socket| socket.host)
    }

    /// `start-bind`.
    pub fn start_bind(&mut self, address: SocketAddr) -> Result {
        match self.state {
            State::Unbound => {}
            State::Binding => return Err(IN_PROGRESS),
            State::Bound => return Err(INVALID_STATE),
        }
        check_family(address, self.family)?;
        require_bind(address)?;
        bind(self.host(Rights::NONE)?, address)?;
        self.state = State::Binding;
        Ok(())
    }

    /// `finish-bind`.
    pub fn finish_bind(&mut self) -> Result {
        if self.state != State::Binding {
            return Err(NOT_IN_PROGRESS);
        }
        self.state = State::Bound;
        Ok(())
    }

    /// `stream`: from now on, datagrams go to and come from this address, or any.
    pub fn stream(&mut self, remote: Option<SocketAddr>) -> Result {
        if self.state == State::Unbound {
            return Err(INVALID_STATE);
        }
        let host = self.host(required::WRITE)?;
        let Some(remote) = remote else { return self.disconnect(host) };
        check_family(remote, self.family)?;
        check_remote(remote)?;
        grants::require_connect(remote)?;
        let connected = match network::connect(host, remote) {
            // The way to it begins elsewhere than that to the one before.
            Err(Errno::EINVAL) => {
                self.disconnect(host)?;
                network::connect(host, remote)
            }
            connected => connected,
        };
        self.is_connected = network::peer_address(host).is_ok();
        connected.map_err(invalid_family)
    }

    /// Source: connect(2), `AF_UNSPEC`. The kernel also takes a port back that it
    /// has chosen itself; the socket stays where it was.
    fn disconnect(&mut self, host: Fd) -> Result {
        if !self.is_connected {
            return Ok(());
        }
        let address = network::local_address(host)?;
        network::disconnect(host)?;
        self.is_connected = false;
        let left = network::local_address(host)?;
        if left.port() == 0 {
            let place = SocketAddr::new(left.ip(), address.port());
            bind(host, place)?;
        }
        Ok(())
    }

    /// `local-address`.
    pub fn local_address(&self) -> Result<SocketAddr> {
        if self.state == State::Unbound {
            return Err(INVALID_STATE);
        }
        sockets::local_address(self.number)
    }

    /// `remote-address`.
    pub fn remote_address(&self) -> Result<SocketAddr> {
        if !self.is_connected {
            return Err(INVALID_STATE);
        }
        sockets::peer_address(self.number)
    }

    /// A datagram: how many bytes, and from where. `EAGAIN` where there is none.
    /// What came from elsewhere before the socket was connected is left out.
    pub fn receive(&self, space: Buffer) -> Result<(usize, SocketAddr)> {
        let host = self.host(required::READ)?;
        let only = if self.is_connected { Some(network::peer_address(host)?) } else { None };
        loop {
            let (count, address, _) = network::receive_from(host, &[space], 0)?;
            let address = address.unwrap_or(no_address(self.family));
            if only.is_none_or(|only| is_same(only, address)) {
                return Ok((count, address));
            }
        }
    }

    /// Sends a datagram. `EAGAIN` where there is no room.
    pub fn send(&self, datagram: Buffer, to: Option<SocketAddr>) -> Result {
        if datagram.length() > MOST {
            return Err(Errno::EMSGSIZE);
        }
        let host = self.host(required::WRITE)?;
        if let Some(to) = to {
            check_remote(to)?;
            check_family(to, self.family)?;
        }
        let only = if self.is_connected { Some(network::peer_address(host)?) } else { None };
        match (only, to) {
            (None, None) => return Err(Errno::EINVAL),
            (Some(only), Some(to)) if !is_same(only, to) => return Err(Errno::EINVAL),
            (Some(_), _) => calls::send(host, &[datagram], Follows::Nothing)?,
            (None, Some(to)) => {
                grants::require_connect(to)?;
                network::send_to(host, &[datagram], to)?
            }
        };
        Ok(())
    }

    /// Closes it.
    pub fn close(&self) {
        let _ = descriptors::close(self.number);
    }
}

/// Whether two addresses are one, whatever else is said of the way there.
fn is_same(one: SocketAddr, other: SocketAddr) -> bool {
    (one.ip(), one.port()) == (other.ip(), other.port())
}
