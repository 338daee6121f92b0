//! Sockets of the Internet: opening them, their addresses and options.

use core::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr, SocketAddrV6};

use super::sockets::{MSG_NOSIGNAL, MessageHeader, SocketType};
use super::{Buffer, Errno, Fd, OwnedFd, call, call_uninterrupted};
use crate::arch::kernel::SystemCall;

/// The addresses that a socket can have.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u16)]
pub enum Family {
    Inet4 = 2,
    Inet6 = 10,
}

impl Family {
    pub fn of(address: IpAddr) -> Family {
        match address {
            IpAddr::V4(_) => Family::Inet4,
            IpAddr::V6(_) => Family::Inet6,
        }
    }
}

/// The size of `struct sockaddr_in6`, the larger one.
const MOST: usize = 28;

/// An address as the kernel has it. Source: ip(7) and ipv6(7), "Address format".
#[derive(Clone, Copy)]
#[repr(C, align(4))]
struct RawAddress {
    bytes: [u8; MOST],
    /// In bytes.
    length: u32,
}

impl RawAddress {
    const EMPTY: RawAddress = RawAddress { bytes: [0; MOST], length: MOST as u32 };

    fn new(address: SocketAddr) -> RawAddress {
        let mut raw = RawAddress::EMPTY;
        let [family, other, port, low_port, rest @ ..] = &mut raw.bytes;
        [*family, *other] = (Family::of(address.ip()) as u16).to_ne_bytes();
        [*port, *low_port] = address.port().to_be_bytes();
        match address {
            SocketAddr::V4(address) => {
                let [a, b, c, d, ..] = rest;
                [*a, *b, *c, *d] = address.ip().octets();
                raw.length = 16;
            }
            SocketAddr::V6(address) => {
                let [_, _, _, _, place @ ..] = rest;
                if let Some((place, scope)) = place.split_first_chunk_mut::<16>() {
                    *place = address.ip().octets();
                    scope.copy_from_slice(&address.scope_id().to_ne_bytes());
                }
            }
        }
        raw
    }

    /// `None` where it is of no family that we know.
    fn decode(&self) -> Option<SocketAddr> {
        let [family, other, port, low_port, rest @ ..] = &self.bytes;
        let port = u16::from_be_bytes([*port, *low_port]);
        if self.length < 16 {
            return None;
        }
        match u16::from_ne_bytes([*family, *other]) {
            2 => {
                let [a, b, c, d, ..] = *rest;
                Some(SocketAddr::new(Ipv4Addr::new(a, b, c, d).into(), port))
            }
            10 => {
                let (address, scope) = rest.get(4..)?.split_first_chunk::<16>()?;
                let scope = u32::from_ne_bytes(*scope.first_chunk()?);
                let address = SocketAddrV6::new(Ipv6Addr::from(*address), port, 0, scope);
                Some(SocketAddr::V6(address))
            }
            _ => None,
        }
    }
}

/// Whether calls on a socket wait.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Blocking {
    Yes,
    No,
}

/// socket(2).
pub fn open(family: Family, socket_type: SocketType, blocking: Blocking) -> Result<OwnedFd, Errno> {
    let mut flags = socket_type as u32 | super::paths::O_CLOEXEC;
    if blocking == Blocking::No {
        flags |= super::paths::O_NONBLOCK;
    }
    // SAFETY: touches no memory.
    unsafe { call(SystemCall::SOCKET, [family as usize, flags as usize, 0]) }
        .and_then(OwnedFd::opened)
}

/// bind(2).
pub fn bind(fd: Fd, address: SocketAddr) -> Result<(), Errno> {
    with_address(SystemCall::BIND, fd, address)
}

/// connect(2). A signal does not end the attempt, so it is not repeated.
pub fn connect(fd: Fd, address: SocketAddr) -> Result<(), Errno> {
    with_address(SystemCall::CONNECT, fd, address)
}

/// connect(2) with `AF_UNSPEC`: a datagram socket forgets its peer.
pub fn disconnect(fd: Fd) -> Result<(), Errno> {
    let raw = RawAddress { bytes: [0; MOST], length: 16 };
    let arguments = [fd.argument(), raw.bytes.as_ptr() as usize, raw.length as usize];
    // SAFETY: the kernel reads the address, which outlives the call.
    unsafe { call(SystemCall::CONNECT, arguments) }.map(drop)
}

fn with_address(number: SystemCall, fd: Fd, address: SocketAddr) -> Result<(), Errno> {
    let raw = RawAddress::new(address);
    let arguments = [fd.argument(), raw.bytes.as_ptr() as usize, raw.length as usize];
    // SAFETY: the kernel reads the address, which outlives the call.
    unsafe { call(number, arguments) }.map(drop)
}

/// listen(2).
pub fn listen(fd: Fd, backlog: i32) -> Result<(), Errno> {
    // SAFETY: touches no memory.
    unsafe { call(SystemCall::LISTEN, [fd.argument(), backlog as usize]) }.map(drop)
}

/// Whether a socket accepts connections.
pub fn is_listening(fd: Fd) -> Result<bool, Errno> {
    Ok(number_option(fd, SocketOption::ACCEPTS_CONNECTIONS)? != 0)
}

/// getsockname(2). `EAFNOSUPPORT` where it is no address of the Internet.
pub fn local_address(fd: Fd) -> Result<SocketAddr, Errno> {
    address_of(SystemCall::GETSOCKNAME, fd)
}

/// getpeername(2).
pub fn peer_address(fd: Fd) -> Result<SocketAddr, Errno> {
    address_of(SystemCall::GETPEERNAME, fd)
}

fn address_of(number: SystemCall, fd: Fd) -> Result<SocketAddr, Errno> {
    let mut raw = RawAddress::EMPTY;
    let arguments = [fd.argument(), raw.bytes.as_mut_ptr() as usize, &raw mut raw.length as usize];
    // SAFETY: the kernel writes as much of the address as there is room for, and
    // its length.
    unsafe { call(number, arguments) }?;
    raw.decode().ok_or(Errno::EAFNOSUPPORT)
}

/// recvfrom(2), or recvmsg(2) for several buffers: how many bytes were received,
/// from where, and the flags of the message.
pub fn receive_from(
    fd: Fd,
    buffers: &[Buffer],
    flags: u32,
) -> Result<(usize, Option<SocketAddr>, u32), Errno> {
    let mut raw = RawAddress::EMPTY;
    let mut header = MessageHeader::new(buffers);
    header.name = raw.bytes.as_mut_ptr() as usize;
    header.name_length = raw.length;
    let arguments = [fd.argument(), &raw mut header as usize, flags as usize];
    // SAFETY: the kernel may write to `Buffer`s; header and address outlive the
    // call.
    let count = unsafe { call_uninterrupted(SystemCall::RECVMSG, arguments) }?;
    raw.length = header.name_length;
    Ok((count, raw.decode(), header.flags))
}

/// sendmsg(2) to an address: how many bytes were sent.
pub fn send_to(fd: Fd, buffers: &[Buffer], address: SocketAddr) -> Result<usize, Errno> {
    let raw = RawAddress::new(address);
    let mut header = MessageHeader::new(buffers);
    header.name = raw.bytes.as_ptr() as usize;
    header.name_length = raw.length;
    let arguments = [fd.argument(), &raw const header as usize, MSG_NOSIGNAL as usize];
    // SAFETY: as in `receive_from`.
    unsafe { call_uninterrupted(SystemCall::SENDMSG, arguments) }
}

/// recv(2) of our own bytes.
pub fn receive_bytes(fd: Fd, bytes: &mut [u8]) -> Result<usize, Errno> {
    let arguments = [fd.argument(), bytes.as_mut_ptr() as usize, bytes.len(), 0, 0, 0];
    // SAFETY: the kernel fills at most all of them.
    unsafe { call_uninterrupted(SystemCall::RECVFROM, arguments) }
}

/// send(2) of our own bytes.
pub fn send_bytes(fd: Fd, bytes: &[u8]) -> Result<usize, Errno> {
    let arguments =
        [fd.argument(), bytes.as_ptr() as usize, bytes.len(), MSG_NOSIGNAL as usize, 0, 0];
    // SAFETY: the kernel only reads them.
    unsafe { call_uninterrupted(SystemCall::SENDTO, arguments) }
}

/// As [`send_bytes`], where more follows soon. Source: send(2), `MSG_MORE`.
#[cfg(part = "http")]
pub fn send_more_bytes(fd: Fd, bytes: &[u8]) -> Result<usize, Errno> {
    const MSG_MORE: u32 = 0x8000;
    let flags = (MSG_NOSIGNAL | MSG_MORE) as usize;
    let arguments = [fd.argument(), bytes.as_ptr() as usize, bytes.len(), flags, 0, 0];
    // SAFETY: the kernel only reads them.
    unsafe { call_uninterrupted(SystemCall::SENDTO, arguments) }
}

/// An option of a socket, as the kernel numbers it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SocketOption {
    pub level: u32,
    pub name: u32,
}

/// socket(7), "Socket options".
impl SocketOption {
    pub const ERROR: SocketOption = SocketOption::of_socket(4);
    pub const ACCEPTS_CONNECTIONS: SocketOption = SocketOption::of_socket(30);
    #[cfg(part = "http")]
    pub const REUSE_PORT: SocketOption = SocketOption::of_socket(15);
    /// tcp(7), `TCP_NODELAY`.
    pub const NO_DELAY: SocketOption = SocketOption::of_tcp(1);

    pub const fn of_socket(name: u32) -> SocketOption {
        const SOL_SOCKET: u32 = 1;
        SocketOption { level: SOL_SOCKET, name }
    }

    const fn of_tcp(name: u32) -> SocketOption {
        const IPPROTO_TCP: u32 = 6;
        SocketOption { level: IPPROTO_TCP, name }
    }
}

/// What only components ask for.
#[cfg(part = "components")]
impl SocketOption {
    pub const REUSE_ADDRESS: SocketOption = SocketOption::of_socket(2);
    pub const SEND_BUFFER: SocketOption = SocketOption::of_socket(7);
    pub const RECEIVE_BUFFER: SocketOption = SocketOption::of_socket(8);
    pub const KEEP_ALIVE: SocketOption = SocketOption::of_socket(9);
    /// tcp(7), `TCP_KEEPIDLE` and those behind it.
    pub const KEEP_ALIVE_IDLE: SocketOption = SocketOption::of_tcp(4);
    pub const KEEP_ALIVE_INTERVAL: SocketOption = SocketOption::of_tcp(5);
    pub const KEEP_ALIVE_COUNT: SocketOption = SocketOption::of_tcp(6);
    /// ip(7), `IP_TTL`.
    pub const TIME_TO_LIVE: SocketOption = SocketOption { level: 0, name: 2 };
    /// ipv6(7), `IPV6_UNICAST_HOPS`.
    pub const UNICAST_HOPS: SocketOption = SocketOption { level: 41, name: 16 };
    /// ipv6(7), `IPV6_V6ONLY`.
    pub const ONLY_INET6: SocketOption = SocketOption { level: 41, name: 26 };
}

/// An option that is a number.
pub fn number_option(fd: Fd, which: SocketOption) -> Result<u32, Errno> {
    let mut value = [0; 4];
    option(fd, which, &mut value)?;
    Ok(u32::from_ne_bytes(value))
}

/// As [`set_option`], of a number.
#[cfg(part = "components")]
pub fn set_number_option(fd: Fd, which: SocketOption, value: u32) -> Result<(), Errno> {
    set_option(fd, which, &value.to_ne_bytes())
}

/// getsockopt(2): how many bytes of `value` it has.
pub fn option(fd: Fd, option: SocketOption, value: &mut [u8]) -> Result<usize, Errno> {
    let mut length = value.len() as u32;
    let arguments = [
        fd.argument(),
        option.level as usize,
        option.name as usize,
        value.as_mut_ptr() as usize,
        &raw mut length as usize,
    ];
    // SAFETY: the kernel fills at most all of `value`, and writes the length.
    unsafe { call(SystemCall::GETSOCKOPT, arguments) }?;
    Ok(length as usize)
}

/// setsockopt(2).
pub fn set_option(fd: Fd, option: SocketOption, value: &[u8]) -> Result<(), Errno> {
    let arguments = [
        fd.argument(),
        option.level as usize,
        option.name as usize,
        value.as_ptr() as usize,
        value.len(),
    ];
    // SAFETY: the kernel only reads `value`.
    unsafe { call(SystemCall::SETSOCKOPT, arguments) }.map(drop)
}

/// socket(7), `SO_ERROR`: what became of what was going on, once.
pub fn take_error(fd: Fd) -> Result<(), Errno> {
    match number_option(fd, SocketOption::ERROR)? {
        0 => Ok(()),
        number => Err(Errno::new(number as u16)),
    }
}
