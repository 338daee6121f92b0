//! Opening, connecting, accepting, and messages with addresses.

use core::net::{IpAddr, SocketAddr};

use super::addresses::Place;
use super::{DATAGRAM, Errno, INET4, INET6, Result, STREAM};
use crate::guest::{Guest, Slot};
use crate::host::network::sockets;
use crate::host::sockets::{accept, check_buffer_count};
use crate::host::status::StatusFlags;
use crate::preview1::sockets::{check_send_flags, receive_request, received_flags};
use crate::preview1::types;
use crate::sys::network::Family;
use crate::sys::sockets::SocketType;

pub fn sock_open(guest: Guest, family: u32, socket_type: u32, fd: u32) -> Result {
    let slot = guest.slot(fd)?;
    let family = match u8::try_from(family) {
        Ok(INET4) => Family::Inet4,
        Ok(INET6) => Family::Inet6,
        _ => return Err(Errno::EAFNOSUPPORT),
    };
    let socket_type = match u8::try_from(socket_type) {
        Ok(DATAGRAM) => SocketType::Datagram,
        Ok(STREAM) => SocketType::Stream,
        _ => return Err(Errno::EINVAL),
    };
    slot.store(sockets::open(family, socket_type)?.to_le_bytes());
    Ok(())
}

pub fn sock_bind(guest: Guest, fd: u32, address: u32, port: u32) -> Result {
    let address = Place::at(guest, address)?.load_with_port(port)?;
    sockets::bind(fd, address.ok_or(Errno::EAFNOSUPPORT)?)
}

pub fn sock_listen(_: Guest, fd: u32, backlog: u32) -> Result {
    sockets::listen(fd, backlog as i32)
}

pub fn sock_accept_v1(guest: Guest, fd: u32, connection: u32) -> Result {
    let slot = guest.slot(connection)?;
    slot.store(accept(fd, StatusFlags::NONE)?.to_le_bytes());
    Ok(())
}

pub fn sock_connect(guest: Guest, fd: u32, address: u32, port: u32) -> Result {
    match Place::at(guest, address)?.load_with_port(port)? {
        Some(address) => sockets::connect(fd, address),
        None => sockets::disconnect(fd),
    }
}

/// The first version of the dialect: the port is not told.
#[allow(clippy::too_many_arguments)] // as many as the import has
pub fn sock_recv_from(
    guest: Guest,
    fd: u32,
    data: u32,
    data_len: u32,
    address: u32,
    flags: u32,
    datalen: u32,
    roflags: u32,
) -> Result {
    receive_from(guest, fd, [data, data_len], address, flags, None, [datalen, roflags])
}

#[allow(clippy::too_many_arguments)] // as many as the import has
pub fn sock_recv_from_v2(
    guest: Guest,
    fd: u32,
    data: u32,
    data_len: u32,
    address: u32,
    flags: u32,
    port: u32,
    datalen: u32,
    roflags: u32,
) -> Result {
    let port = guest.slot(port)?;
    receive_from(guest, fd, [data, data_len], address, flags, Some(port), [datalen, roflags])
}

fn receive_from(
    guest: Guest,
    fd: u32,
    [data, data_len]: [u32; 2],
    address: u32,
    flags: u32,
    port_slot: Option<Slot<4>>,
    [datalen, roflags]: [u32; 2],
) -> Result {
    let request = receive_request(flags)?;
    let place = Place::at(guest, address)?;
    let (length_slot, flags_slot) = (guest.slot(datalen)?, guest.slot(roflags)?);
    check_buffer_count(fd, data_len)?;
    guest.with_buffers_shared(data, data_len, &mut |buffers| {
        let (received, address) = sockets::receive_from(fd, buffers, request)?;
        length_slot.store(types::size(received.count));
        flags_slot.store(received_flags(&received));
        if let Some(slot) = port_slot {
            slot.store(port(address));
        }
        place.store(address.map(|address| address.ip()))
    })
}

#[allow(clippy::too_many_arguments)] // as many as the import has
pub fn sock_send_to(
    guest: Guest,
    fd: u32,
    data: u32,
    data_len: u32,
    address: u32,
    port: u32,
    flags: u32,
    datalen: u32,
) -> Result {
    check_send_flags(flags)?;
    let slot = guest.slot(datalen)?;
    let address = Place::at(guest, address)?.load_with_port(port)?;
    let address = address.ok_or(Errno::EDESTADDRREQ)?;
    check_buffer_count(fd, data_len)?;
    guest.with_buffers_shared(data, data_len, &mut |buffers| {
        slot.store(types::size(sockets::send_to(fd, buffers, address)?));
        Ok(())
    })
}

pub fn sock_getlocaladdr(
    guest: Guest,
    fd: u32,
    address: u32,
    address_type: u32,
    port: u32,
) -> Result {
    tell_address_and_type(guest, address, address_type, port, sockets::local_address(fd))
}

pub fn sock_getlocaladdr_v2(guest: Guest, fd: u32, address: u32, port: u32) -> Result {
    tell_address(guest, address, port, sockets::local_address(fd))
}

pub fn sock_getpeeraddr(
    guest: Guest,
    fd: u32,
    address: u32,
    address_type: u32,
    port: u32,
) -> Result {
    tell_address_and_type(guest, address, address_type, port, sockets::peer_address(fd))
}

pub fn sock_getpeeraddr_v2(guest: Guest, fd: u32, address: u32, port: u32) -> Result {
    tell_address(guest, address, port, sockets::peer_address(fd))
}

/// The dialect's first version has a number of its own for the family here.
fn tell_address_and_type(
    guest: Guest,
    address: u32,
    address_type: u32,
    port: u32,
    found: Result<SocketAddr>,
) -> Result {
    let slot = guest.slot::<4>(address_type)?;
    tell_address(guest, address, port, found)?;
    let number: u32 = match found?.ip() {
        IpAddr::V4(_) => 4,
        IpAddr::V6(_) => 6,
    };
    slot.store(number.to_le_bytes());
    Ok(())
}

fn tell_address(guest: Guest, address: u32, port_slot: u32, found: Result<SocketAddr>) -> Result {
    let place = Place::at(guest, address)?;
    let slot = guest.slot(port_slot)?;
    let found = found?;
    place.store(Some(found.ip()))?;
    slot.store(port(Some(found)));
    Ok(())
}

/// In the program's byte order; 0 where there is none.
fn port(address: Option<SocketAddr>) -> [u8; 4] {
    u32::from(address.map_or(0, |address| address.port())).to_le_bytes()
}
