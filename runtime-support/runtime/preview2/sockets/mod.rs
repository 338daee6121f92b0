//! `wasi:sockets`, over `host/network`.

/// Functions that read a setting and functions that change it: what of the number is
/// in the result, and where.
macro_rules! settings {
    ($($get:ident, $set:ident($ty:ident) = $setting:expr, $size:literal at $offset:literal;)*) => {$(
        /// Reads a setting.
        pub fn $get(caller: Caller, socket: u32, result: u32) {
            let slot = caller.slot::<$size>(result, $offset);
            store_result::<$size, $offset, _>(slot, get(caller, socket, $setting), |record, value| {
                record.with($offset, (value as $ty).to_le_bytes())
            });
        }

        /// Changes a setting.
        pub fn $set(caller: Caller, socket: u32, value: settings!(@parameter $ty), result: u32) {
            let slot = caller.slot(result, 1);
            store_unit(slot, set(caller, socket, $setting, u64::from(value as $ty)));
        }
    )*};
    (@parameter u64) => { u64 };
    (@parameter $ty:ident) => { u32 };
}

/// Functions that take an `ip-socket-address`, behind other parameters.
macro_rules! with_address {
    ($($(#[$comment:meta])* $name:ident($($before:ident),*) = $action:ident;)*) => {$(
        $(#[$comment])*
        #[allow(clippy::too_many_arguments)] // as many as the import has
        pub fn $name(
            caller: Caller,
            $($before: u32,)*
            family: u32,
            port: u32,
            a: u32,
            b: u32,
            c: u32,
            d: u32,
            e: u32,
            f: u32,
            g: u32,
            h: u32,
            i: u32,
            j: u32,
            result: u32,
        ) {
            let address = [family, port, a, b, c, d, e, f, g, h, i, j];
            $action(caller, $($before,)* address, result);
        }
    )*};
}

mod addresses;
mod error_code;
mod lookup;
mod tcp;
mod udp;

use super::Caller;
use super::rows::{self, Row};
use crate::abi::component_functions::HostResource;
use crate::abi::traps::Trap;
use crate::guest::Slot;
use crate::guest::record::Record;
use crate::host::Result;
use crate::host::network::stepwise::tcp::TcpSocket;
use crate::host::network::stepwise::udp::UdpSocket;
use crate::sys::Errno;
use crate::sys::network::Family;
use crate::traps;

pub use tcp::end_output;

/// The functions, by their names in the table.
pub mod functions {
    pub use super::error_code::network_error_code;
    pub use super::instance_network;
    pub use super::lookup::functions::*;
    pub use super::tcp::functions::*;
    pub use super::udp::functions::*;
}

/// `wasi:sockets/instance-network.instance-network`.
pub fn instance_network(caller: Caller) -> u32 {
    rows::own(caller, HostResource::Network, Row::Token)
}

/// Functions that take a network want nothing of it but that it is one.
fn check_network(caller: Caller, network: u32) {
    caller.representation(HostResource::Network, network);
}

/// The socket in a row.
pub fn tcp(row: u32) -> TcpSocket {
    match rows::get(row) {
        Row::Tcp(socket) => socket,
        _ => rows::wrong_row(),
    }
}

/// The socket in a row.
pub fn udp(row: u32) -> UdpSocket {
    match rows::get(row) {
        Row::Udp(socket) => socket,
        _ => rows::wrong_row(),
    }
}

/// `ip-address-family`.
fn family(number: u32) -> Family {
    match number {
        0 => Family::Inet4,
        1 => Family::Inet6,
        _ => traps::raise(Trap::InvalidDiscriminant),
    }
}

fn family_number(family: Family) -> u32 {
    match family {
        Family::Inet4 => 0,
        Family::Inet6 => 1,
    }
}

/// A `result` whose payload lies `OFFSET` bytes behind its start; `encode` puts it
/// there.
fn store_result<const N: usize, const OFFSET: usize, T>(
    slot: Slot<N>,
    result: Result<T>,
    encode: impl FnOnce(Record<N>, T) -> Record<N>,
) {
    slot.store(match result {
        Ok(value) => encode(Record::new(), value).0,
        Err(errno) => failure::<N, OFFSET>(errno),
    });
}

fn failure<const N: usize, const OFFSET: usize>(errno: Errno) -> [u8; N] {
    Record::new().with(0, [1]).with(OFFSET, [error_code::number(errno)]).0
}

/// `result<_, error-code>`.
fn store_unit(slot: Slot<2>, result: Result) {
    store_result::<2, 1, ()>(slot, result, |record, ()| record);
}
