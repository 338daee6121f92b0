//! Sockets that the program opens.

use core::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};

use super::{grants, held};
use crate::host::Result;
use crate::host::descriptors::socket_with_rights as socket;
use crate::host::descriptors::{self, Descriptor};
use crate::host::required;
use crate::host::rights::Rights;
use crate::host::sockets::{ReceiveRequest, Received};
use crate::host::status::StatusFlags;
use crate::sys::network::{self, Blocking, Family, SocketOption};
use crate::sys::poll::{self, Interest};
use crate::sys::sockets::{self as messages, SocketType};
use crate::sys::{Buffer, Errno, Fd};

/// Opens a socket that is not yet anywhere.
pub fn open(family: Family, socket_type: SocketType) -> Result<u32> {
    grants::require_any()?;
    let opened = network::open(family, socket_type, Blocking::Yes)?;
    if socket_type == SocketType::Stream {
        // Each message goes out at once, from accepted connections too, which have
        // it from their listener: the dialects' programs cannot ask for it, and
        // those that write an answer in two parts would wait 40 ms for the second.
        network::set_option(opened.fd(), SocketOption::NO_DELAY, &1u32.to_ne_bytes())?;
    }
    let descriptor = Descriptor::socket(opened.fd(), socket_type, StatusFlags::NONE);
    descriptors::insert(opened, descriptor)
}

/// Gives a socket its own address.
pub fn bind(number: u32, address: SocketAddr) -> Result {
    let socket = socket(number, Rights::NONE)?;
    grants::require_listen(address)?;
    network::bind(socket.host, address)?;
    descriptors::update(number, |entry| {
        if entry.host == socket.host {
            entry.grant = Descriptor::BOUND;
        }
        Ok(())
    })
}

/// Makes a socket accept connections. One without an address gets a port from the
/// kernel, at every address.
pub fn listen(number: u32, backlog: i32) -> Result {
    let socket = socket(number, required::ACCEPT)?;
    // What the process was started with may listen already, and be something else than
    // of the Internet. That the kernel tells an address says nothing: a connection that
    // failed or was given up leaves one behind that `listen` does not use.
    if socket.grant != Descriptor::BOUND
        && !network::is_listening(socket.host)?
        && let Ok(address) = network::local_address(socket.host)
    {
        let family = Family::of(address.ip());
        grants::require_listen(SocketAddr::new(unspecified(family), 0))?;
    }
    network::listen(socket.host, backlog)
}

/// Connects a socket, or says where its datagrams go. A socket that does not
/// block may say `EINPROGRESS`.
pub fn connect(number: u32, address: SocketAddr) -> Result {
    let socket = socket(number, required::WRITE)?;
    held::release();
    grants::require_connect(address)?;
    match network::connect(socket.host, address) {
        Err(Errno::EINTR) => finish_connecting(socket.host),
        result => result,
    }
}

/// As [`connect`], of a socket that does not block: whatever the kernel says.
#[cfg(part = "components")]
pub fn connect_at_once(number: u32, address: SocketAddr) -> Result {
    let socket = socket(number, required::WRITE)?;
    grants::require_connect(address)?;
    network::connect(socket.host, address)
}

/// Connects nowhere: a datagram socket forgets its peer.
pub fn disconnect(number: u32) -> Result {
    let socket = socket(number, required::WRITE)?;
    network::disconnect(socket.host)
}

/// After connect(2), "Errors", `EINTR`: the attempt goes on by itself.
fn finish_connecting(host: Fd) -> Result {
    let mut interest = [Interest::new(host, Interest::WRITABLE)];
    while let Err(errno) = poll::poll(&mut interest, None) {
        if errno != Errno::EINTR {
            return Err(errno);
        }
    }
    network::take_error(host)
}

/// As [`crate::host::sockets::receive`], with where it came from, if that is
/// known and not on this machine alone.
pub fn receive_from(
    number: u32,
    buffers: &[Buffer],
    request: ReceiveRequest,
) -> Result<(Received, Option<SocketAddr>)> {
    held::release();
    let socket = descriptors::socket(number, required::READ)?;
    held::take_failure(number, socket.answer)?;
    held::end_answer(number, socket);
    let (count, address, flags) = network::receive_from(socket.host, buffers, request.flags())?;
    let truncated = flags & messages::MSG_TRUNC != 0;
    Ok((Received { count, truncated }, address))
}

/// Sends to an address.
pub fn send_to(number: u32, buffers: &[Buffer], address: SocketAddr) -> Result<usize> {
    let socket = socket(number, required::WRITE)?;
    held::bypass(number, socket.kind)?;
    grants::require_connect(address)?;
    network::send_to(socket.host, buffers, address)
}

/// The address of the socket itself.
pub fn local_address(number: u32) -> Result<SocketAddr> {
    network::local_address(socket(number, Rights::NONE)?.host)
}

/// The address of the other end.
pub fn peer_address(number: u32) -> Result<SocketAddr> {
    network::peer_address(socket(number, Rights::NONE)?.host)
}

/// The unspecified address of a family.
pub fn unspecified(family: Family) -> IpAddr {
    match family {
        Family::Inet4 => Ipv4Addr::UNSPECIFIED.into(),
        Family::Inet6 => Ipv6Addr::UNSPECIFIED.into(),
    }
}
