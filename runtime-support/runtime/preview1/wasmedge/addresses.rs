//! Addresses in the program's memory.

use core::net::{IpAddr, SocketAddr};

use super::{Errno, INET4, INET6, Result, UNSPECIFIED};
use crate::guest::Guest;

/// The length of a place for addresses of any family, which begins with a number
/// for the family, of 16 bits. In the dialect's first version, the length of the
/// place is that of the address.
const ANY_LENGTH: u32 = 128;
const FAMILY_SIZE: u32 = 2;

/// A place for an address: what a record of pointer and length points to.
#[derive(Clone, Copy)]
pub struct Place {
    guest: Guest,
    pointer: u32,
    /// 4, 16 or [`ANY_LENGTH`], in bytes.
    length: u32,
}

impl Place {
    /// The place that the record at `record` describes.
    pub fn at(guest: Guest, record: u32) -> Result<Place> {
        let record = u64::from_le_bytes(guest.load(record)?);
        let (pointer, length) = (record as u32, (record >> 32) as u32);
        if !matches!(length, 4 | 16 | ANY_LENGTH) {
            return Err(Errno::EINVAL);
        }
        guest.buffer(pointer, length)?;
        Ok(Place { guest, pointer, length })
    }

    /// The address there. `None` where it says that it is none.
    pub fn load(self) -> Result<Option<IpAddr>> {
        let (family, pointer) = match self.length {
            4 => (u16::from(INET4), self.pointer),
            16 => (u16::from(INET6), self.pointer),
            _ => (u16::from_le_bytes(self.guest.load(self.pointer)?), self.pointer + FAMILY_SIZE),
        };
        match u8::try_from(family) {
            Ok(UNSPECIFIED) => Ok(None),
            Ok(INET4) => Ok(Some(IpAddr::from(self.guest.load::<4>(pointer)?))),
            Ok(INET6) => Ok(Some(IpAddr::from(self.guest.load::<16>(pointer)?))),
            _ => Err(Errno::EAFNOSUPPORT),
        }
    }

    /// As [`Place::load`], with a port.
    pub fn load_with_port(self, port: u32) -> Result<Option<SocketAddr>> {
        let port = u16::try_from(port).map_err(|_| Errno::EINVAL)?;
        Ok(self.load()?.map(|address| SocketAddr::new(address, port)))
    }

    /// Stores an address, or that there is none.
    pub fn store(self, address: Option<IpAddr>) -> Result {
        let pointer = if self.length == ANY_LENGTH {
            let family = address.map_or(UNSPECIFIED, family_number);
            self.guest.store_bytes(self.pointer, &u16::from(family).to_le_bytes())?;
            self.pointer + FAMILY_SIZE
        } else {
            self.pointer
        };
        match address {
            None => Ok(()),
            Some(IpAddr::V4(address)) => self.guest.store_bytes(pointer, &address.octets()),
            Some(IpAddr::V6(_)) if self.length == 4 => Err(Errno::EINVAL),
            Some(IpAddr::V6(address)) => self.guest.store_bytes(pointer, &address.octets()),
        }
    }
}

pub fn family_number(address: IpAddr) -> u8 {
    match address {
        IpAddr::V4(_) => INET4,
        IpAddr::V6(_) => INET6,
    }
}
