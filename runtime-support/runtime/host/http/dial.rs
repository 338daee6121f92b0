//! Connecting to whom an authority names: one address after the other, without waiting.

use alloc::vec::Vec;
use core::net::{IpAddr, SocketAddr};
use core::str;

use super::connections::{self, Connection, Owner};
use super::error_code::{Case, Detail, ErrorCode};
use super::head;
use crate::host::network::grants;
use crate::host::network::names::{self, Failure, Families, Name};
use crate::sys::network::{self, Blocking, Family, SocketOption};
use crate::sys::sockets::SocketType;
use crate::sys::{Errno, poll};

/// The port of `http`.
const PORT: u16 = 80;

/// Attempts to connect.
#[derive(Debug)]
pub struct Dial {
    /// Those that were not tried yet, the next one last.
    addresses: Vec<SocketAddr>,
    /// What is being tried.
    trying: Option<Connection>,
    /// Why the last one failed.
    failure: ErrorCode,
}

impl Dial {
    /// Finds out where to connect. Asks for names, and waits for the answer.
    pub fn new(authority: &[u8]) -> Result<Dial, ErrorCode> {
        let (host, port) = split(authority).ok_or(Case::HttpRequestUriInvalid)?;
        let address = match host {
            [b'[', address @ .., b']'] => {
                let address = str::from_utf8(address).ok().and_then(|text| text.parse().ok());
                Some(IpAddr::V6(address.ok_or::<ErrorCode>(Case::HttpRequestUriInvalid.into())?))
            }
            host => str::from_utf8(host).ok().and_then(|text| text.parse::<IpAddr>().ok()),
        };
        let mut addresses: Vec<SocketAddr> = match address {
            Some(address) => [SocketAddr::new(address, port)].into(),
            None => {
                let name = Name::new(host).ok_or(UNKNOWN_NAME)?;
                let found = names::look_up(&name, Families::ALL).map_err(failed_to_look_up)?;
                found.addresses().iter().map(|&ip| SocketAddr::new(ip, port)).collect()
            }
        };
        addresses.reverse();
        Ok(Dial { addresses, trying: None, failure: UNKNOWN_NAME })
    }

    /// Goes on as far as that is possible at once. The connection, or none yet.
    pub fn advance(&mut self) -> Result<Option<Connection>, ErrorCode> {
        loop {
            if let Some(connection) = self.trying {
                match outcome(connection) {
                    Ok(false) => return Ok(None),
                    Ok(true) => {
                        self.trying = None;
                        return Ok(Some(connection));
                    }
                    Err(errno) => {
                        self.give_up();
                        self.failure = failed_to_connect(errno);
                    }
                }
            }
            let Some(address) = self.addresses.pop() else { return Err(self.failure) };
            match begin(address) {
                Ok(connection) => self.trying = Some(connection),
                Err(failure) => self.failure = failure,
            }
        }
    }

    /// What is being waited for.
    pub fn trying(&self) -> Option<Connection> {
        self.trying
    }

    pub fn give_up(&mut self) {
        if let Some(connection) = self.trying.take() {
            connection.close();
        }
    }
}

impl Drop for Dial {
    fn drop(&mut self) {
        self.give_up();
    }
}

/// No address belongs to the name.
const UNKNOWN_NAME: ErrorCode =
    ErrorCode { case: Case::DnsError, detail: Detail::Text("address not available") };

fn failed_to_look_up(failure: Failure) -> ErrorCode {
    match failure {
        Failure::NoSuchName | Failure::NoAddress => UNKNOWN_NAME,
        Failure::Again => Case::DnsTimeout.into(),
        Failure::Denied => Case::HttpRequestDenied.into(),
        Failure::System(_) => ErrorCode::internal("no socket for asking for a name"),
    }
}

fn failed_to_connect(errno: Errno) -> ErrorCode {
    match errno {
        Errno::ETIMEDOUT => Case::ConnectionTimeout,
        Errno::EHOSTUNREACH | Errno::ENETUNREACH => Case::DestinationIpUnroutable,
        _ => Case::ConnectionRefused,
    }
    .into()
}

/// Host and port of an authority.
fn split(authority: &[u8]) -> Option<(&[u8], u16)> {
    if !head::is_authority(authority) {
        return None;
    }
    // Within brackets colons are part of the address.
    let host_end = authority.iter().position(|&byte| byte == b']').map_or(0, |place| place + 1);
    let rest = authority.get(host_end..)?;
    let (end, port) = match rest.iter().position(|&byte| byte == b':') {
        None => (authority.len(), None),
        Some(colon) => (host_end + colon, rest.get(colon + 1..)),
    };
    let port = match port {
        None | Some([]) => PORT,
        Some(digits) => u16::try_from(head::decimal(digits)?).ok()?,
    };
    let host = authority.get(..end)?;
    (!host.is_empty()).then_some((host, port))
}

fn begin(address: SocketAddr) -> Result<Connection, ErrorCode> {
    // The address of IPv6 that stands for one of IPv4 is that one.
    let address = SocketAddr::new(address.ip().to_canonical(), address.port());
    grants::require_connect(address).map_err(|_| Case::HttpRequestDenied)?;
    let opened = network::open(Family::of(address.ip()), SocketType::Stream, Blocking::No);
    let opened = opened.map_err(|_| Case::ConnectionLimitReached)?;
    let _ = network::set_option(opened.fd(), SocketOption::NO_DELAY, &1u32.to_ne_bytes());
    match network::connect(opened.fd(), address) {
        Ok(()) | Err(Errno::EINPROGRESS | Errno::EINTR) => {}
        Err(errno) => return Err(failed_to_connect(errno)),
    }
    connections::insert(opened, Owner::Program).map_err(|_| Case::ConnectionLimitReached.into())
}

/// Whether an attempt has succeeded; false while it goes on.
fn outcome(connection: Connection) -> Result<bool, Errno> {
    let mut interest = [poll::Interest::new(connection.host(), poll::Interest::WRITABLE)];
    let at_once = crate::host::clocks::timespec(0);
    match poll::poll(&mut interest, Some(at_once)) {
        Ok(0) | Err(Errno::EINTR) => Ok(false),
        Ok(_) => network::take_error(connection.host()).map(|()| true),
        Err(errno) => Err(errno),
    }
}
