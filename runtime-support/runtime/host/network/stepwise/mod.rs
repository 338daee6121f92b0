//! Sockets that never wait, whose operations are started and finished, as WASI 0.2
//! has them: a state, and what may be done in it.
//!
//! Source: the WIT files of WASI 0.2, `wasi:sockets`.

pub mod options;
pub mod tcp;
pub mod udp;

use core::net::{IpAddr, Ipv6Addr, SocketAddr};

use super::grants;
use super::sockets::unspecified;
use crate::host::Result;
use crate::host::descriptors::{self, Descriptor};
use crate::host::status::StatusFlags;
use crate::sys::network::{self, Blocking, Family, SocketOption};
use crate::sys::sockets::SocketType;
use crate::sys::{Errno, Fd};

/// The socket is in a state in which that cannot be done.
pub const INVALID_STATE: Errno = Errno::ENOTCONN;
/// Something else has been started.
const IN_PROGRESS: Errno = Errno::EALREADY;
/// What is to be finished has not been started. Beyond the kernel's numbers.
pub const NOT_IN_PROGRESS: Errno = Errno::new(4097);

/// Opens a socket that is not yet anywhere.
fn open(family: Family, socket_type: SocketType) -> Result<u32> {
    grants::require_any()?;
    let opened = network::open(family, socket_type, Blocking::No)?;
    if family == Family::Inet6 {
        network::set_number_option(opened.fd(), SocketOption::ONLY_INET6, 1)?;
    }
    if socket_type == SocketType::Stream {
        // As for `super::sockets::open`.
        network::set_number_option(opened.fd(), SocketOption::NO_DELAY, 1)?;
    }
    let descriptor = Descriptor::socket(opened.fd(), socket_type, StatusFlags::NONBLOCK);
    descriptors::insert(opened, descriptor)
}

/// Whether a socket may be bound, and then be reached at its address. An address
/// that says nothing needs no grant, and gives nothing: it is what the kernel
/// gives a socket that connects or sends without one.
fn require_bind(address: SocketAddr) -> Result<Reachable> {
    match grants::require_listen(address) {
        Ok(()) => Ok(Reachable::Yes),
        Err(_) if address.ip().is_unspecified() && address.port() == 0 => Ok(Reachable::No),
        Err(errno) => Err(errno),
    }
}

/// Whether others may be waited for at a socket's address.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reachable {
    Yes,
    No,
}

/// Gives a socket its address.
fn bind(host: Fd, address: SocketAddr) -> Result {
    network::bind(host, address).map_err(invalid_family)
}

/// The kernel's word for an address of the wrong family; the interface's is another.
fn invalid_family(errno: Errno) -> Errno {
    if errno == Errno::EAFNOSUPPORT { Errno::EINVAL } else { errno }
}

/// An address of the socket's family. One of IPv4 in the form of IPv6 is none of
/// IPv6: a socket has one family. RFC 4291, "IPv4-Compatible IPv6 Address", has
/// been taken back.
fn check_family(address: SocketAddr, family: Family) -> Result {
    let fits = match (family, address.ip()) {
        (Family::Inet4, IpAddr::V4(_)) => true,
        (Family::Inet6, IpAddr::V6(address)) => {
            let is_own = matches!(address, Ipv6Addr::UNSPECIFIED | Ipv6Addr::LOCALHOST);
            is_own || address.to_ipv4().is_none()
        }
        _ => false,
    };
    if fits { Ok(()) } else { Err(Errno::EINVAL) }
}

/// An address of one host.
fn check_unicast(address: SocketAddr) -> Result {
    let is_several = match address.ip().to_canonical() {
        IpAddr::V4(address) => address.is_multicast() || address.is_broadcast(),
        IpAddr::V6(address) => address.is_multicast(),
    };
    if is_several { Err(Errno::EINVAL) } else { Ok(()) }
}

/// An address that something can be sent to.
fn check_remote(address: SocketAddr) -> Result {
    let says_nothing = address.ip().to_canonical().is_unspecified() || address.port() == 0;
    if says_nothing { Err(Errno::EINVAL) } else { Ok(()) }
}

/// The address that stands for none.
fn no_address(family: Family) -> SocketAddr {
    SocketAddr::new(unspecified(family), 0)
}
