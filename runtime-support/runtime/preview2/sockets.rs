//! `wasi:sockets`: there is a network, but no socket can be made yet, and no name
//! looked up.

use super::Caller;
use super::rows::{self, Row};
use crate::abi::component_functions::HostResource;
use crate::guest::record::Record;

/// `wasi:sockets/network.error-code`, `not-supported`.
const NOT_SUPPORTED: u8 = 2;

/// `wasi:sockets/instance-network.instance-network`.
pub fn instance_network(caller: Caller) -> u32 {
    rows::own(caller, HostResource::Network, Row::Token)
}

/// `wasi:sockets/tcp-create-socket.create-tcp-socket`.
pub fn create_tcp_socket(caller: Caller, _family: u32, result: u32) {
    refuse(caller, result);
}

/// `wasi:sockets/udp-create-socket.create-udp-socket`.
pub fn create_udp_socket(caller: Caller, _family: u32, result: u32) {
    refuse(caller, result);
}

/// `wasi:sockets/ip-name-lookup.resolve-addresses`.
pub fn resolve_addresses(caller: Caller, network: u32, _name: u32, _length: u32, result: u32) {
    caller.representation(HostResource::Network, network);
    refuse(caller, result);
}

/// `result<own<…>, error-code>`.
fn refuse(caller: Caller, result: u32) {
    let slot = caller.slot::<8>(result, 4);
    slot.store(Record::new().with(0, [1]).with(4, [NOT_SUPPORTED]).0);
}
