//! Addresses of names. The program passes a list of records, each with a place for
//! an address, which are filled in from the first on.

use core::mem::MaybeUninit;
use core::net::{IpAddr, SocketAddr};

use super::addresses::family_number;
use super::{ANY, DATAGRAM, Errno, INET4, INET6, Result, STREAM, UNSPECIFIED, errno};
use crate::guest::Guest;
use crate::guest::record::field;
use crate::host::network::names::{self, Failure, Families, Found, Name, services};
use crate::host::network::sockets::unspecified;
use crate::preview1::types::{self, Record};
use crate::sys::network::Family;

/// Errors that preview 1 does not have.
const BAD_FLAGS: Errno = errno::own(79);
const AGAIN: Errno = errno::own(78);
const BAD_FAMILY: Errno = errno::own(81);
const NO_ROOM: Errno = errno::own(82);
const NO_ADDRESS: Errno = errno::own(83);
const NO_NAME: Errno = errno::own(84);
const NO_SERVICE: Errno = errno::own(85);
const BAD_SOCKET_TYPE: Errno = errno::own(86);

/// What the program asks for. Source: getaddrinfo(3).
mod flag {
    pub const PASSIVE: u16 = 1;
    pub const CANONICAL_NAME: u16 = 2;
    pub const NUMERIC_HOST: u16 = 4;
    pub const NUMERIC_SERVICE: u16 = 8;
    /// All that there are.
    pub const ALL: u16 = 0x7f;
}

/// The record of a result, `addrinfo`, and of an address in it, `sockaddr`.
const RESULT_SIZE: usize = 28;
const ADDRESS_SIZE: usize = 12;

/// Names longer than that are no names; the programs' end with a NUL.
const MOST_OF_TEXT: u32 = 256;

#[allow(clippy::too_many_arguments)] // as many as the import has
pub fn sock_getaddrinfo(
    guest: Guest,
    node: u32,
    node_len: u32,
    service: u32,
    service_len: u32,
    hints: u32,
    results: u32,
    max_len: u32,
    len: u32,
) -> Result {
    let slot = guest.slot(len)?;
    let first = u32::from_le_bytes(guest.load(results)?);
    let hints = Hints::load(guest, hints)?;
    let mut space = [const { MaybeUninit::uninit() }; 2 * MOST_OF_TEXT as usize];
    let (node_space, service_space) = space.split_at_mut(MOST_OF_TEXT as usize);
    let node = text(guest, node, node_len, node_space)?;
    let service = text(guest, service, service_len, service_space)?;
    if node.is_empty() && service.is_empty() {
        return Err(NO_NAME);
    }
    if max_len == 0 {
        return Err(NO_ROOM);
    }
    let port = hints.port(service)?;
    let found = hints.find(node)?;
    let mut list = List { guest, next: first, left: max_len, stored: 0 };
    for &address in found.addresses() {
        for kind in hints.kinds() {
            list.store(&hints, kind, SocketAddr::new(address, port), &found)?;
        }
    }
    if list.stored == 0 {
        return Err(NO_ROOM);
    }
    slot.store(types::size(list.stored as usize));
    Ok(())
}

/// The text at a place, up to a NUL in it.
fn text(guest: Guest, pointer: u32, length: u32, space: &mut [MaybeUninit<u8>]) -> Result<&[u8]> {
    let space = space.get_mut(..length as usize).ok_or(NO_NAME)?;
    let text = guest.copy_bytes(pointer, space)?;
    Ok(text.split(|&byte| byte == 0).next().unwrap_or_default())
}

/// A kind of socket and the protocol that goes with it.
#[derive(Clone, Copy)]
struct SocketKind {
    socket_type: u8,
    protocol: u8,
}

/// The two that there are. Protocols are numbered by the dialect itself.
const KINDS: [SocketKind; 2] = [
    SocketKind { socket_type: STREAM, protocol: 1 },
    SocketKind { socket_type: DATAGRAM, protocol: 2 },
];

/// What the program wants of the results.
struct Hints {
    flags: u16,
    family: u8,
    socket_type: u8,
    protocol: u8,
}

impl Hints {
    fn load(guest: Guest, pointer: u32) -> Result<Hints> {
        let record = guest.load::<RESULT_SIZE>(pointer)?;
        let [family, socket_type, protocol] = field(&record, 2);
        let hints =
            Hints { flags: u16::from_le_bytes(field(&record, 0)), family, socket_type, protocol };
        if hints.flags & !flag::ALL != 0 {
            return Err(BAD_FLAGS);
        }
        if !matches!(family, UNSPECIFIED | INET4 | INET6) {
            return Err(BAD_FAMILY);
        }
        if !matches!(socket_type, ANY | DATAGRAM | STREAM) || hints.kinds().next().is_none() {
            return Err(BAD_SOCKET_TYPE);
        }
        Ok(hints)
    }

    fn families(&self) -> Families {
        Families { inet4: self.family != INET6, inet6: self.family != INET4 }
    }

    /// The kinds of sockets that are wanted.
    fn kinds(&self) -> impl Iterator<Item = SocketKind> + use<> {
        let (socket_type, protocol) = (self.socket_type, self.protocol);
        KINDS.into_iter().filter(move |kind| {
            (socket_type == ANY || socket_type == kind.socket_type)
                && (protocol == 0 || protocol == kind.protocol)
        })
    }

    /// The port of a service; 0 where none is wanted.
    fn port(&self, service: &[u8]) -> Result<u16> {
        let is_number = service.first().is_some_and(u8::is_ascii_digit);
        if service.is_empty() {
            return Ok(0);
        }
        if self.flags & flag::NUMERIC_SERVICE != 0 && !is_number {
            return Err(NO_NAME);
        }
        services::port(service).ok_or(NO_SERVICE)
    }

    fn find(&self, node: &[u8]) -> Result<Found> {
        let families = self.families();
        if node.is_empty() {
            return Ok(self.own_addresses());
        }
        if self.flags & flag::NUMERIC_HOST != 0 {
            let is_number = node.contains(&b':') || node.last().is_some_and(u8::is_ascii_digit);
            let found = names::without_asking(node, families).filter(|_| is_number);
            return found.filter(|found| !found.is_empty()).ok_or(NO_NAME);
        }
        let found = match names::without_asking(node, families) {
            Some(found) if found.is_empty() => Err(Failure::NoAddress),
            Some(found) => Ok(found),
            None => match Name::new(node) {
                Some(name) => names::look_up(&name, families),
                None => Err(Failure::NoSuchName),
            },
        };
        found.map_err(|failure| match failure {
            Failure::NoSuchName => NO_NAME,
            Failure::NoAddress => NO_ADDRESS,
            Failure::Again => AGAIN,
            Failure::Denied => Errno::EACCES,
            Failure::System(errno) => errno,
        })
    }

    /// Without a name: to listen at, every address of this machine; to connect to,
    /// the one that it has for itself.
    fn own_addresses(&self) -> Found {
        let families = self.families();
        if self.flags & flag::PASSIVE == 0 {
            return names::without_asking(b"localhost", families).unwrap_or_else(Found::new);
        }
        let mut found = Found::new();
        found.add(unspecified(Family::Inet6), families);
        found.add(unspecified(Family::Inet4), families);
        found
    }
}

/// The rest of the program's list of records.
struct List {
    guest: Guest,
    /// Where the next record is.
    next: u32,
    /// How many there are.
    left: u32,
    stored: u32,
}

impl List {
    /// Fills in the next record, if there is one with room for the address. Places
    /// for addresses say how long they are; where the program asks for nothing but
    /// addresses of IPv6, it is taken to have room for them, whatever it says: a
    /// published crate says 14 of 26 bytes.
    fn store(
        &mut self,
        hints: &Hints,
        kind: SocketKind,
        address: SocketAddr,
        found: &Found,
    ) -> Result {
        if self.left == 0 {
            return Ok(());
        }
        let record = self.guest.load::<RESULT_SIZE>(self.next)?;
        let number = |offset| u32::from_le_bytes(field(&record, offset));
        let (place, canonical, next) = (number(12), number(16), number(24));
        let place_record = self.guest.load::<ADDRESS_SIZE>(place)?;
        let room = u32::from_le_bytes(field(&place_record, 4));
        let data = u32::from_le_bytes(field(&place_record, 8));
        let mut bytes = [0; 26];
        let bytes = encode(address, &mut bytes);
        if room < bytes.len() as u32 && hints.family != INET6 {
            return Ok(());
        }
        self.guest.store_bytes(data, bytes)?;
        let family = family_number(address.ip());
        let place_record =
            Record(place_record).with(0, [family]).with(4, (bytes.len() as u32).to_le_bytes());
        self.guest.store_bytes(place, &place_record.0)?;
        let canonical_length = self.store_canonical(hints, canonical, number(20), found)?;
        // As the kernel counts: with the family, which is no part of `bytes`.
        let address_length = bytes.len() as u32 + 2;
        let record = Record(record)
            .with(0, hints.flags.to_le_bytes())
            .with(2, [family, kind.socket_type, kind.protocol])
            .with(8, address_length.to_le_bytes())
            .with(20, canonical_length.to_le_bytes());
        self.guest.store_bytes(self.next, &record.0)?;
        self.stored += 1;
        self.left -= 1;
        self.next = next;
        Ok(())
    }

    /// Stores the name that the first result's is an alias of, as much as there is
    /// room for; returns its length.
    fn store_canonical(
        &self,
        hints: &Hints,
        pointer: u32,
        room: u32,
        found: &Found,
    ) -> Result<u32> {
        let name = match &found.canonical {
            Some(name) if hints.flags & flag::CANONICAL_NAME != 0 && self.stored == 0 => name,
            _ => return Ok(0),
        };
        let text = name.labels();
        let text = text.get(..text.len().min(room as usize)).unwrap_or_default();
        self.guest.store_bytes(pointer, text)?;
        Ok(text.len() as u32)
    }
}

/// The bytes behind the family of an address. Source: ip(7) and ipv6(7), "Address
/// format".
fn encode(address: SocketAddr, bytes: &mut [u8; 26]) -> &[u8] {
    let [port, low_port, rest @ ..] = bytes;
    [*port, *low_port] = address.port().to_be_bytes();
    let (place, length) = match address.ip() {
        IpAddr::V4(address) => {
            let [a, b, c, d, ..] = rest;
            [*a, *b, *c, *d] = address.octets();
            return bytes.get(..14).unwrap_or_default();
        }
        IpAddr::V6(address) => (rest.get_mut(4..20), address.octets()),
    };
    if let Some(place) = place {
        place.copy_from_slice(&length);
    }
    bytes
}
