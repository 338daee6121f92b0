//! `wasi:sockets/tcp` and `tcp-create-socket`.

use super::addresses::{self, Flat};
use super::{check_network, family, family_number, store_result, store_unit, tcp};
use crate::abi::component_functions::HostResource;
use crate::abi::traps::Trap;
use crate::host::Result;
use crate::host::network::stepwise::options::{self, Setting};
use crate::host::network::stepwise::tcp::TcpSocket;
use crate::host::network::unsent;
use crate::host::sockets::Shutdown;
use crate::preview2::rows::{self, Input, Output, Row, Source, State, Target};
use crate::preview2::{Caller, poll};
use crate::traps;

/// The row of a socket, and what is in it.
fn socket(caller: Caller, handle: u32) -> (u32, TcpSocket) {
    let row = caller.representation(HostResource::TcpSocket, handle);
    (row, tcp(row))
}

/// Does something with a socket that changes its state.
fn change<T>(
    caller: Caller,
    handle: u32,
    action: impl FnOnce(&mut TcpSocket) -> Result<T>,
) -> Result<T> {
    let (row, mut socket) = socket(caller, handle);
    let result = action(&mut socket);
    rows::set(row, Row::Tcp(socket));
    result
}

/// Handles of both streams of a socket.
fn streams(caller: Caller, socket: u32) -> [u32; 2] {
    let input = Row::Input(Input { source: Source::Socket(socket), state: State::Open });
    let output = Row::Output(Output { target: Target::Socket(socket), state: State::Open });
    [
        rows::own_child(caller, HostResource::InputStream, input, socket),
        rows::own_child(caller, HostResource::OutputStream, output, socket),
    ]
}

/// The output stream of a socket goes: what the program has written is sent before.
pub fn end_output(socket: u32) {
    // Nobody is left who could be told of an error.
    let _ = unsent::finish(tcp(socket).number);
}

fn get(caller: Caller, handle: u32, setting: impl FnOnce(&TcpSocket) -> Setting) -> Result<u64> {
    let (_, socket) = socket(caller, handle);
    socket.check_settled()?;
    options::get(socket.number, setting(&socket))
}

fn set(
    caller: Caller,
    handle: u32,
    setting: impl FnOnce(&TcpSocket) -> Setting,
    value: u64,
) -> Result {
    let (_, socket) = socket(caller, handle);
    let setting = setting(&socket);
    options::check(setting, value)?;
    socket.check_settled()?;
    options::set(socket.number, setting, value)
}

fn start_bind(caller: Caller, socket: u32, network: u32, address: Flat, result: u32) {
    let slot = caller.slot(result, 1);
    check_network(caller, network);
    let address = addresses::lift(address);
    store_unit(slot, change(caller, socket, |socket| socket.start_bind(address)));
}

fn start_connect(caller: Caller, socket: u32, network: u32, address: Flat, result: u32) {
    let slot = caller.slot(result, 1);
    check_network(caller, network);
    let address = addresses::lift(address);
    store_unit(slot, change(caller, socket, |socket| socket.start_connect(address)));
}

/// The functions, by their names in the table.
pub mod functions {
    use super::*;

    with_address! {
        /// `wasi:sockets/tcp.tcp-socket.start-bind`.
        tcp_socket_start_bind(socket, network) = start_bind;
        /// `wasi:sockets/tcp.tcp-socket.start-connect`.
        tcp_socket_start_connect(socket, network) = start_connect;
    }

    /// `wasi:sockets/tcp-create-socket.create-tcp-socket`.
    pub fn create_tcp_socket(caller: Caller, family_number: u32, result: u32) {
        let slot = caller.slot(result, 4);
        store_result::<8, 4, _>(slot, TcpSocket::open(family(family_number)), |record, socket| {
            let handle = rows::own(caller, HostResource::TcpSocket, Row::Tcp(socket));
            record.with(4, handle.to_le_bytes())
        });
    }

    /// `wasi:sockets/tcp.tcp-socket.finish-bind`.
    pub fn tcp_socket_finish_bind(caller: Caller, socket: u32, result: u32) {
        let slot = caller.slot(result, 1);
        store_unit(slot, change(caller, socket, TcpSocket::finish_bind));
    }

    /// `wasi:sockets/tcp.tcp-socket.finish-connect`.
    pub fn tcp_socket_finish_connect(caller: Caller, socket_handle: u32, result: u32) {
        let slot = caller.slot(result, 4);
        let finished = change(caller, socket_handle, TcpSocket::finish_connect);
        store_result::<12, 4, _>(slot, finished, |record, ()| {
            let [input, output] = streams(caller, socket(caller, socket_handle).0);
            record.with(4, input.to_le_bytes()).with(8, output.to_le_bytes())
        });
    }

    /// `wasi:sockets/tcp.tcp-socket.start-listen`.
    pub fn tcp_socket_start_listen(caller: Caller, socket: u32, result: u32) {
        let slot = caller.slot(result, 1);
        store_unit(slot, change(caller, socket, TcpSocket::start_listen));
    }

    /// `wasi:sockets/tcp.tcp-socket.finish-listen`.
    pub fn tcp_socket_finish_listen(caller: Caller, socket: u32, result: u32) {
        let slot = caller.slot(result, 1);
        store_unit(slot, change(caller, socket, TcpSocket::finish_listen));
    }

    /// `wasi:sockets/tcp.tcp-socket.accept`.
    pub fn tcp_socket_accept(caller: Caller, listener: u32, result: u32) {
        let slot = caller.slot(result, 4);
        let accepted = socket(caller, listener).1.accept();
        store_result::<16, 4, _>(slot, accepted, |record, accepted| {
            let row = rows::insert(Row::Tcp(accepted));
            let handle = caller.own(HostResource::TcpSocket, row);
            let [input, output] = streams(caller, row);
            record
                .with(4, handle.to_le_bytes())
                .with(8, input.to_le_bytes())
                .with(12, output.to_le_bytes())
        });
    }

    /// `wasi:sockets/tcp.tcp-socket.local-address`.
    pub fn tcp_socket_local_address(caller: Caller, socket_handle: u32, result: u32) {
        let slot = caller.slot(result, 4);
        let address = socket(caller, socket_handle).1.local_address();
        store_result::<36, 4, _>(slot, address, |record, address| {
            record.with(4, addresses::encode(address))
        });
    }

    /// `wasi:sockets/tcp.tcp-socket.remote-address`.
    pub fn tcp_socket_remote_address(caller: Caller, socket_handle: u32, result: u32) {
        let slot = caller.slot(result, 4);
        let address = socket(caller, socket_handle).1.remote_address();
        store_result::<36, 4, _>(slot, address, |record, address| {
            record.with(4, addresses::encode(address))
        });
    }

    /// `wasi:sockets/tcp.tcp-socket.is-listening`.
    pub fn tcp_socket_is_listening(caller: Caller, socket_handle: u32) -> u32 {
        u32::from(socket(caller, socket_handle).1.is_listening())
    }

    /// `wasi:sockets/tcp.tcp-socket.address-family`.
    pub fn tcp_socket_address_family(caller: Caller, socket_handle: u32) -> u32 {
        family_number(socket(caller, socket_handle).1.family)
    }

    /// `wasi:sockets/tcp.tcp-socket.set-listen-backlog-size`.
    pub fn tcp_socket_set_listen_backlog_size(caller: Caller, socket: u32, size: u64, result: u32) {
        let slot = caller.slot(result, 1);
        store_unit(slot, change(caller, socket, |socket| socket.set_backlog(size)));
    }

    /// `wasi:sockets/tcp.tcp-socket.keep-alive-enabled`.
    pub fn tcp_socket_keep_alive_enabled(caller: Caller, socket: u32, result: u32) {
        let slot = caller.slot(result, 1);
        let value = get(caller, socket, |_| Setting::KeepAlive);
        store_result::<2, 1, _>(slot, value, |record, value| {
            record.with(1, [u8::from(value != 0)])
        });
    }

    /// `wasi:sockets/tcp.tcp-socket.set-keep-alive-enabled`.
    pub fn tcp_socket_set_keep_alive_enabled(caller: Caller, socket: u32, value: u32, result: u32) {
        let slot = caller.slot(result, 1);
        let value = u64::from(value != 0);
        store_unit(slot, set(caller, socket, |_| Setting::KeepAlive, value));
    }

    settings! {
        tcp_socket_keep_alive_idle_time, tcp_socket_set_keep_alive_idle_time(u64) =
            |_| Setting::KeepAliveIdleTime, 16 at 8;
        tcp_socket_keep_alive_interval, tcp_socket_set_keep_alive_interval(u64) =
            |_| Setting::KeepAliveInterval, 16 at 8;
        tcp_socket_keep_alive_count, tcp_socket_set_keep_alive_count(u32) =
            |_| Setting::KeepAliveCount, 8 at 4;
        tcp_socket_hop_limit, tcp_socket_set_hop_limit(u8) =
            |socket| Setting::HopLimit(socket.family), 2 at 1;
        tcp_socket_receive_buffer_size, tcp_socket_set_receive_buffer_size(u64) =
            |_| Setting::ReceiveBuffer, 16 at 8;
        tcp_socket_send_buffer_size, tcp_socket_set_send_buffer_size(u64) =
            |_| Setting::SendBuffer, 16 at 8;
    }

    /// `wasi:sockets/tcp.tcp-socket.subscribe`.
    pub fn tcp_socket_subscribe(caller: Caller, socket_handle: u32) -> u32 {
        poll::subscribe(caller, socket(caller, socket_handle).0)
    }

    /// `wasi:sockets/tcp.tcp-socket.shutdown`.
    pub fn tcp_socket_shutdown(caller: Caller, socket: u32, what: u32, result: u32) {
        let slot = caller.slot(result, 1);
        let what = match what {
            0 => Shutdown::Receiving,
            1 => Shutdown::Sending,
            2 => Shutdown::Both,
            _ => traps::raise(Trap::InvalidDiscriminant),
        };
        store_unit(slot, change(caller, socket, |socket| socket.shutdown(what)));
    }
}
