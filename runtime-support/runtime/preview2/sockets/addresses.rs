//! Addresses as components pass them.

use core::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr, SocketAddrV6};

use crate::abi::traps::Trap;
use crate::guest::record::{Record, field};
use crate::traps;

/// `ip-socket-address` as parameters. Component Model, "Canonical ABI Explainer",
/// Flattening: the case, then what the longer case has.
pub type Flat = [u32; 12];

/// Bytes of an `ip-socket-address` in memory: the case, then, 4 bytes behind its
/// start, the record.
pub const SIZE: usize = 32;

/// Of such an address as parameters.
pub fn lift(flat: Flat) -> SocketAddr {
    let [family, port, rest @ ..] = flat;
    match family {
        0 => {
            let [a, b, c, d, ..] = rest;
            let address = Ipv4Addr::from([a, b, c, d].map(|byte| byte as u8));
            SocketAddr::new(address.into(), port as u16)
        }
        1 => {
            let [flow, a, b, c, d, e, f, g, h, scope] = rest;
            let address = [a, b, c, d, e, f, g, h].map(|part| part as u16);
            inet6(address, port as u16, flow, scope)
        }
        _ => traps::raise(Trap::InvalidDiscriminant),
    }
}

fn inet6(address: [u16; 8], port: u16, flow: u32, scope: u32) -> SocketAddr {
    SocketAddr::V6(SocketAddrV6::new(Ipv6Addr::from(address), port, flow, scope))
}

/// Of such an address in memory.
pub fn load(bytes: &[u8; SIZE]) -> SocketAddr {
    let port = u16::from_le_bytes(field(bytes, 4));
    match field(bytes, 0) {
        [0] => SocketAddr::new(Ipv4Addr::from(field::<SIZE, 4>(bytes, 6)).into(), port),
        [1] => {
            let mut address = [0; 8];
            for (index, part) in address.iter_mut().enumerate() {
                *part = u16::from_le_bytes(field(bytes, 12 + 2 * index));
            }
            let flow = u32::from_le_bytes(field(bytes, 8));
            inet6(address, port, flow, u32::from_le_bytes(field(bytes, 28)))
        }
        _ => traps::raise(Trap::InvalidDiscriminant),
    }
}

/// As it lies in memory.
pub fn encode(address: SocketAddr) -> [u8; SIZE] {
    let record = Record::new().with(4, address.port().to_le_bytes());
    match address {
        SocketAddr::V4(address) => record.with(6, address.ip().octets()),
        SocketAddr::V6(address) => record
            .with(0, [1])
            .with(8, address.flowinfo().to_le_bytes())
            .with(12, segments(*address.ip()))
            .with(28, address.scope_id().to_le_bytes()),
    }
    .0
}

/// The parts of an address, one after the other.
fn segments(address: Ipv6Addr) -> [u8; 16] {
    let mut bytes = address.octets();
    for pair in bytes.as_chunks_mut::<2>().0 {
        pair.reverse();
    }
    bytes
}

/// `ip-address` in memory: the case, then, 2 bytes behind its start, the address.
pub fn encode_ip(address: IpAddr) -> [u8; 18] {
    match address {
        IpAddr::V4(address) => Record::new().with(2, address.octets()),
        IpAddr::V6(address) => Record::new().with(0, [1]).with(2, segments(address)),
    }
    .0
}
