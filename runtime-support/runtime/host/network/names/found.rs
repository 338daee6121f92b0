//! The addresses of a name.

use core::net::{IpAddr, Ipv4Addr};

use super::Name;

/// Kinds of addresses that are asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Families {
    pub inet4: bool,
    pub inet6: bool,
}

impl Families {
    pub const ALL: Families = Families { inet4: true, inet6: true };

    pub fn have(self, address: IpAddr) -> bool {
        match address {
            IpAddr::V4(_) => self.inet4,
            IpAddr::V6(_) => self.inet6,
        }
    }
}

/// How many addresses of a name are of use.
const MOST: usize = 32;

/// The addresses of a name, none twice.
pub struct Found {
    addresses: [IpAddr; MOST],
    count: usize,
    /// What the name is an alias of.
    pub canonical: Option<Name>,
}

impl Found {
    pub fn new() -> Found {
        let addresses = [IpAddr::V4(Ipv4Addr::UNSPECIFIED); MOST];
        Found { addresses, count: 0, canonical: None }
    }

    /// Adds an address, if its family is wanted, unless it is known or there are
    /// enough.
    pub fn add(&mut self, address: IpAddr, families: Families) {
        if !families.have(address) || self.addresses().contains(&address) {
            return;
        }
        if let Some(place) = self.addresses.get_mut(self.count) {
            *place = address;
            self.count += 1;
        }
    }

    pub fn addresses(&self) -> &[IpAddr] {
        self.addresses.get(..self.count).unwrap_or_default()
    }

    pub fn addresses_mut(&mut self) -> &mut [IpAddr] {
        self.addresses.get_mut(..self.count).unwrap_or_default()
    }

    pub fn is_empty(&self) -> bool {
        self.count == 0
    }
}
