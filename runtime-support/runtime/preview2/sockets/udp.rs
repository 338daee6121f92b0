//! `wasi:sockets/udp` and `udp-create-socket`.
#![allow(unsafe_code)]

use core::mem::MaybeUninit;

use super::addresses::{self, Flat};
use super::{check_network, family, family_number, store_result, store_unit, udp};
use crate::abi::component_functions::HostResource;
use crate::abi::traps::Trap;
use crate::guest::record::{Record, field};
use crate::host::Result;
use crate::host::network::stepwise::options::{self, Setting};
use crate::host::network::stepwise::udp::{MOST, UdpSocket};
use crate::host::poll::Direction;
use crate::preview2::Caller;
use crate::preview2::caller::in_memory;
use crate::preview2::poll::{self, is_descriptor_ready};
use crate::preview2::rows::{self, Outgoing, Row};
use crate::sys::{Buffer, Errno};
use crate::traps;

/// How many datagrams are received or sent at once.
const MOST_AT_ONCE: u32 = 16;

/// How many bytes are received at once, and one datagram more.
const ENOUGH: usize = 1 << 16;

/// Bytes of a record of a received datagram: a list of bytes, and where it came from.
const INCOMING_SIZE: usize = 8 + addresses::SIZE;

/// Bytes of a record of a datagram to send: a list of bytes, and perhaps where to.
const OUTGOING_SIZE: usize = 12 + addresses::SIZE;

/// The row of a socket, and what is in it.
fn socket(caller: Caller, handle: u32) -> (u32, UdpSocket) {
    let row = caller.representation(HostResource::UdpSocket, handle);
    (row, udp(row))
}

/// Does something with a socket that changes its state.
fn change<T>(
    caller: Caller,
    handle: u32,
    action: impl FnOnce(&mut UdpSocket) -> Result<T>,
) -> Result<T> {
    let (row, mut socket) = socket(caller, handle);
    let result = action(&mut socket);
    rows::set(row, Row::Udp(socket));
    result
}

/// The row of the stream, and the socket it belongs to.
fn incoming(caller: Caller, handle: u32) -> (u32, UdpSocket) {
    let row = caller.representation(HostResource::IncomingDatagramStream, handle);
    match rows::get(row) {
        Row::Incoming { socket } => (row, udp(socket)),
        _ => rows::wrong_row(),
    }
}

/// The row of the stream, and what is in it.
fn outgoing(caller: Caller, handle: u32) -> (u32, Outgoing) {
    let row = caller.representation(HostResource::OutgoingDatagramStream, handle);
    match rows::get(row) {
        Row::Outgoing(outgoing) => (row, outgoing),
        _ => rows::wrong_row(),
    }
}

/// Receives what is there: the list's address and length.
#[inline(never)]
fn receive(caller: Caller, socket: UdpSocket, most: u64) -> Result<(u32, u32)> {
    let mut space = [const { MaybeUninit::<u8>::uninit() }; MOST];
    let mut records = [[0; INCOMING_SIZE]; MOST_AT_ONCE as usize];
    let (mut count, mut bytes) = (0, 0);
    let most = most.min(MOST_AT_ONCE.into()) as usize;
    for record in records.iter_mut().take(most) {
        if bytes >= ENOUGH {
            break;
        }
        // SAFETY: it is ours, and used only until the call returns.
        let buffer = unsafe { Buffer::new(space.as_mut_ptr().cast(), space.len()) };
        let (length, address) = match socket.receive(buffer) {
            Ok(received) => received,
            Err(errno) if count == 0 && errno != Errno::EAGAIN => return Err(errno),
            Err(_) => break,
        };
        // SAFETY: the kernel has written as many bytes.
        let datagram = unsafe { core::slice::from_raw_parts(buffer.base(), length) };
        let (pointer, length) = caller.list(datagram);
        *record = Record::new()
            .with(0, pointer.to_le_bytes())
            .with(4, length.to_le_bytes())
            .with(8, addresses::encode(address))
            .0;
        count += 1;
        bytes += datagram.len();
    }
    let records = records.get(..count).unwrap_or_default();
    let pointer = caller.allocate(records.len() * INCOMING_SIZE, 4);
    caller.store_bytes(pointer, records.as_flattened());
    Ok((pointer, count as u32))
}

/// A datagram in the list of those to send; a trap where it is none.
fn datagram(caller: Caller, list: u32, index: u32) -> (Buffer, Option<core::net::SocketAddr>) {
    let record: [u8; OUTGOING_SIZE] =
        in_memory(caller.guest.load(list + index * OUTGOING_SIZE as u32));
    let number = |offset| u32::from_le_bytes(field(&record, offset));
    let data = in_memory(caller.guest.buffer(number(0), number(4)));
    let address = match field(&record, 8) {
        [0] => None,
        [1] => Some(addresses::load(&field(&record, 12))),
        _ => traps::raise(Trap::InvalidDiscriminant),
    };
    (data, address)
}

/// Sends datagrams until there is no room; how many.
fn send(caller: Caller, row: u32, outgoing: Outgoing, list: u32, count: u32) -> Result<u64> {
    let socket = udp(outgoing.socket);
    rows::set(row, Row::Outgoing(Outgoing { permit: 0, ..outgoing }));
    for index in 0..count {
        let (data, address) = datagram(caller, list, index);
        match socket.send(data, address) {
            Ok(()) => {}
            Err(Errno::EAGAIN) => {
                rows::set(row, Row::Outgoing(Outgoing { permit: 0, is_full: true, ..outgoing }));
                return Ok(index.into());
            }
            Err(_) if index > 0 => return Ok(index.into()),
            Err(errno) => return Err(errno),
        }
    }
    Ok(count.into())
}

fn get(caller: Caller, handle: u32, setting: impl FnOnce(&UdpSocket) -> Setting) -> Result<u64> {
    let (_, socket) = socket(caller, handle);
    options::get(socket.number, setting(&socket))
}

fn set(
    caller: Caller,
    handle: u32,
    setting: impl FnOnce(&UdpSocket) -> Setting,
    value: u64,
) -> Result {
    let (_, socket) = socket(caller, handle);
    options::set(socket.number, setting(&socket), value)
}

fn start_bind(caller: Caller, socket: u32, network: u32, address: Flat, result: u32) {
    let slot = caller.slot(result, 1);
    check_network(caller, network);
    let address = addresses::lift(address);
    store_unit(slot, change(caller, socket, |socket| socket.start_bind(address)));
}

fn stream(caller: Caller, socket_handle: u32, has_address: u32, address: Flat, result: u32) {
    let slot = caller.slot(result, 4);
    let address = match has_address {
        0 => None,
        1 => Some(addresses::lift(address)),
        _ => traps::raise(Trap::InvalidDiscriminant),
    };
    let (row, _) = socket(caller, socket_handle);
    if rows::has_datagram_streams(row) {
        traps::raise(Trap::WasiMisused);
    }
    let streamed = change(caller, socket_handle, |socket| socket.stream(address));
    store_result::<12, 4, _>(slot, streamed, |record, ()| {
        let incoming = Row::Incoming { socket: row };
        let outgoing = Row::Outgoing(Outgoing { socket: row, permit: 0, is_full: false });
        let resource = HostResource::IncomingDatagramStream;
        let incoming = rows::own_child(caller, resource, incoming, row);
        let resource = HostResource::OutgoingDatagramStream;
        let outgoing = rows::own_child(caller, resource, outgoing, row);
        record.with(4, incoming.to_le_bytes()).with(8, outgoing.to_le_bytes())
    });
}

/// The functions, by their names in the table.
pub mod functions {
    use super::*;

    with_address! {
        /// `wasi:sockets/udp.udp-socket.start-bind`.
        udp_socket_start_bind(socket, network) = start_bind;
        /// `wasi:sockets/udp.udp-socket.stream`. The streams of an earlier call must
        /// have gone.
        udp_socket_stream(socket, has_address) = stream;
    }

    /// `wasi:sockets/udp-create-socket.create-udp-socket`.
    pub fn create_udp_socket(caller: Caller, family_number: u32, result: u32) {
        let slot = caller.slot(result, 4);
        store_result::<8, 4, _>(slot, UdpSocket::open(family(family_number)), |record, socket| {
            let handle = rows::own(caller, HostResource::UdpSocket, Row::Udp(socket));
            record.with(4, handle.to_le_bytes())
        });
    }

    /// `wasi:sockets/udp.udp-socket.finish-bind`.
    pub fn udp_socket_finish_bind(caller: Caller, socket: u32, result: u32) {
        let slot = caller.slot(result, 1);
        store_unit(slot, change(caller, socket, UdpSocket::finish_bind));
    }

    /// `wasi:sockets/udp.udp-socket.local-address`.
    pub fn udp_socket_local_address(caller: Caller, socket_handle: u32, result: u32) {
        let slot = caller.slot(result, 4);
        let address = socket(caller, socket_handle).1.local_address();
        store_result::<36, 4, _>(slot, address, |record, address| {
            record.with(4, addresses::encode(address))
        });
    }

    /// `wasi:sockets/udp.udp-socket.remote-address`.
    pub fn udp_socket_remote_address(caller: Caller, socket_handle: u32, result: u32) {
        let slot = caller.slot(result, 4);
        let address = socket(caller, socket_handle).1.remote_address();
        store_result::<36, 4, _>(slot, address, |record, address| {
            record.with(4, addresses::encode(address))
        });
    }

    /// `wasi:sockets/udp.udp-socket.address-family`.
    pub fn udp_socket_address_family(caller: Caller, socket_handle: u32) -> u32 {
        family_number(socket(caller, socket_handle).1.family)
    }

    settings! {
        udp_socket_unicast_hop_limit, udp_socket_set_unicast_hop_limit(u8) =
            |socket| Setting::HopLimit(socket.family), 2 at 1;
        udp_socket_receive_buffer_size, udp_socket_set_receive_buffer_size(u64) =
            |_| Setting::ReceiveBuffer, 16 at 8;
        udp_socket_send_buffer_size, udp_socket_set_send_buffer_size(u64) =
            |_| Setting::SendBuffer, 16 at 8;
    }

    /// `wasi:sockets/udp.udp-socket.subscribe`: nothing has to be waited for.
    pub fn udp_socket_subscribe(caller: Caller, socket_handle: u32) -> u32 {
        poll::subscribe(caller, socket(caller, socket_handle).0)
    }

    /// `wasi:sockets/udp.incoming-datagram-stream.receive`.
    pub fn incoming_datagram_stream_receive(caller: Caller, stream: u32, most: u64, result: u32) {
        let slot = caller.slot(result, 4);
        let (_, socket) = incoming(caller, stream);
        let received = receive(caller, socket, most);
        store_result::<12, 4, _>(slot, received, |record, (pointer, count)| {
            record.with(4, pointer.to_le_bytes()).with(8, count.to_le_bytes())
        });
    }

    /// `wasi:sockets/udp.incoming-datagram-stream.subscribe`.
    pub fn incoming_datagram_stream_subscribe(caller: Caller, stream: u32) -> u32 {
        poll::subscribe(caller, incoming(caller, stream).0)
    }

    /// `wasi:sockets/udp.outgoing-datagram-stream.check-send`. There is room unless the
    /// latest datagram found none.
    pub fn outgoing_datagram_stream_check_send(caller: Caller, stream: u32, result: u32) {
        let slot = caller.slot(result, 8);
        let (row, mut outgoing) = outgoing(caller, stream);
        let number = udp(outgoing.socket).number;
        if outgoing.is_full {
            outgoing.is_full = is_descriptor_ready(number, Direction::Write) == Ok(false);
        }
        outgoing.permit = if outgoing.is_full { 0 } else { MOST_AT_ONCE };
        rows::set(row, Row::Outgoing(outgoing));
        slot.store(Record::<16>::new().with(8, u64::from(outgoing.permit).to_le_bytes()).0);
    }

    /// `wasi:sockets/udp.outgoing-datagram-stream.send`.
    pub fn outgoing_datagram_stream_send(
        caller: Caller,
        stream: u32,
        list: u32,
        count: u32,
        result: u32,
    ) {
        let slot = caller.slot(result, 8);
        if !list.is_multiple_of(4) {
            traps::raise(Trap::UnalignedPointer);
        }
        let bytes = u64::from(count) * OUTGOING_SIZE as u64;
        let Ok(bytes) = u32::try_from(bytes) else { traps::raise(Trap::MemoryOutOfBounds) };
        in_memory(caller.guest.buffer(list, bytes));
        for index in 0..count {
            datagram(caller, list, index);
        }
        let (row, outgoing) = outgoing(caller, stream);
        if count > outgoing.permit {
            traps::raise(Trap::WasiMisused);
        }
        let sent = if count == 0 { Ok(0) } else { send(caller, row, outgoing, list, count) };
        store_result::<16, 8, _>(slot, sent, |record, count| record.with(8, count.to_le_bytes()));
    }

    /// `wasi:sockets/udp.outgoing-datagram-stream.subscribe`.
    pub fn outgoing_datagram_stream_subscribe(caller: Caller, stream: u32) -> u32 {
        poll::subscribe(caller, outgoing(caller, stream).0)
    }
}
