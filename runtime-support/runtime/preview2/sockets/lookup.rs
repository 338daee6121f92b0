//! `wasi:sockets/ip-name-lookup`. A name is looked up when it is asked for, which
//! waits for servers; its addresses are then there.

use core::net::{IpAddr, Ipv6Addr};

use super::error_code::{NAME_UNRESOLVABLE, TEMPORARY_RESOLVER_FAILURE};
use super::{addresses, check_network, store_result};
use crate::abi::component_functions::HostResource;
use crate::host::Result;
use crate::host::network::names::{self, Failure, Families, Found, Name};
use crate::host::path::Path;
use crate::preview2::rows::{self, Row};
use crate::preview2::{Caller, poll, text};
use crate::sys::Errno;

/// The addresses of a name as the program has written it.
fn look_up(text: &[u8]) -> Result<Found> {
    let inner = text.strip_prefix(b"[").and_then(|text| text.strip_suffix(b"]"));
    if let Some(found) = names::without_asking(inner.unwrap_or(text), Families::ALL) {
        return Ok(found);
    }
    let name = Name::new(text).ok_or(Errno::EINVAL)?;
    names::look_up(&name, Families::ALL).map_err(|failure| match failure {
        Failure::NoSuchName | Failure::NoAddress => NAME_UNRESOLVABLE,
        Failure::Again => TEMPORARY_RESOLVER_FAILURE,
        Failure::Denied => Errno::EACCES,
        Failure::System(errno) => errno,
    })
}

/// The row of addresses that are still to be told, and the first of them.
fn stream(caller: Caller, handle: u32) -> (u32, u32) {
    let row = caller.representation(HostResource::ResolveAddressStream, handle);
    match rows::get(row) {
        Row::Addresses { next } => (row, next),
        _ => rows::wrong_row(),
    }
}

fn octets(address: IpAddr) -> [u8; 16] {
    match address {
        IpAddr::V4(address) => address.to_ipv6_mapped().octets(),
        IpAddr::V6(address) => address.octets(),
    }
}

/// The functions, by their names in the table.
pub mod functions {
    use super::*;

    /// `wasi:sockets/ip-name-lookup.resolve-addresses`.
    pub fn resolve_addresses(caller: Caller, network: u32, name: u32, length: u32, result: u32) {
        let slot = caller.slot(result, 4);
        check_network(caller, network);
        let mut path = Path::new();
        // What is too long or too short for a path is no name.
        let loaded = text::load_path(caller, &mut path, name, length);
        let found = loaded.map_err(|_| Errno::EINVAL).and_then(|()| look_up(path.bytes()));
        store_result::<8, 4, _>(slot, found, |record, found| {
            let next = rows::insert_addresses(found.addresses().iter().copied().map(octets));
            let row = Row::Addresses { next };
            let handle = rows::own(caller, HostResource::ResolveAddressStream, row);
            record.with(4, handle.to_le_bytes())
        });
    }

    /// `wasi:sockets/ip-name-lookup.resolve-address-stream.resolve-next-address`.
    pub fn resolve_next_address(caller: Caller, stream_handle: u32, result: u32) {
        let slot = caller.slot(result, 2);
        let (row, next) = stream(caller, stream_handle);
        let taken = rows::take_address(next);
        if let Some((_, next)) = taken {
            rows::set(row, Row::Addresses { next });
        }
        store_result::<22, 2, _>(slot, Ok(taken), |record, taken| match taken {
            None => record,
            Some((address, _)) => {
                let address = IpAddr::from(Ipv6Addr::from(address)).to_canonical();
                record.with(2, [1]).with(4, addresses::encode_ip(address))
            }
        });
    }

    /// `wasi:sockets/ip-name-lookup.resolve-address-stream.subscribe`.
    pub fn resolve_address_stream_subscribe(caller: Caller, stream_handle: u32) -> u32 {
        poll::subscribe(caller, stream(caller, stream_handle).0)
    }
}
