//! The machine's table of hosts. Source: hosts(5).

use core::net::IpAddr;
use core::str;

use super::lines::{self, words};
use super::{Families, Found, Name};

/// Adds the addresses that the table has for a name.
pub fn find(name: &Name, families: Families, found: &mut Found) {
    lines::for_each(c"/etc/hosts", &mut |line| {
        if let Some((address, canonical)) = entry_for(line, name) {
            if families.have(address) && found.canonical.is_none() {
                found.canonical = Name::new(canonical);
            }
            found.add(address, families);
        }
        true
    });
}

/// The address and first name of a line that has the name.
fn entry_for<'a>(line: &'a [u8], name: &Name) -> Option<(IpAddr, &'a [u8])> {
    let mut words = words(line);
    let address = str::from_utf8(words.next()?).ok()?;
    let canonical = words.next()?;
    if !name.is(canonical) && !words.any(|alias| name.is(alias)) {
        return None;
    }
    // What follows a percent sign is the scope of a local address.
    let (address, _scope) = address.split_once('%').unwrap_or((address, ""));
    Some((address.parse().ok()?, canonical))
}
