//! Names of hosts: what addresses they have.
//!
//! First the address itself, then this machine's name for itself, then its table
//! of hosts, then the servers that it is configured to ask. Nothing is allocated:
//! whatever comes from files or servers has a place of a fixed size, and what does
//! not fit there is left out.

mod ask;
mod found;
mod hosts;
mod lines;
mod message;
mod name;
mod order;
pub mod remembered;
pub mod services;
mod settings;

use core::net::{IpAddr, Ipv4Addr, Ipv6Addr};
use core::str;

pub use found::{Families, Found};
pub use name::Name;

use super::grants::{self, Reach};
use crate::sys::Errno;
use settings::Settings;

/// Why a name has no addresses.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Failure {
    /// There is no such name.
    NoSuchName,
    /// It exists, but has no address of the families that were asked for.
    NoAddress,
    /// No server answered, or those that did could not tell.
    Again,
    /// The program may not ask.
    Denied,
    /// A socket could not be opened.
    System(Errno),
}

/// The address that `text` is, or that it stands for on every machine.
pub fn without_asking(text: &[u8], families: Families) -> Option<Found> {
    let mut found = Found::new();
    if let Some(address) = str::from_utf8(text).ok().and_then(|text| text.parse::<IpAddr>().ok()) {
        found.add(address, families);
        return Some(found);
    }
    // Source: RFC 6761, "Domain Name Reservation Considerations for `localhost.`".
    let name = text.strip_suffix(b".").unwrap_or(text);
    let is_local = name.eq_ignore_ascii_case(b"localhost")
        || name.len() > 10
            && name.last_chunk::<10>().is_some_and(|end| end.eq_ignore_ascii_case(b".localhost"));
    if is_local {
        found.add(Ipv6Addr::LOCALHOST.into(), families);
        found.add(Ipv4Addr::LOCALHOST.into(), families);
        return Some(found);
    }
    None
}

/// The addresses of a name, those first that are more likely to be reached. Asks
/// whoever may be asked for this name.
pub fn look_up(name: &Name, families: Families) -> Result<Found, Failure> {
    let result = find(name, families);
    if let (Ok(found), Some(number)) = (&result, grants::number_of_name(name.text())) {
        remembered::remember(number, found.addresses());
    }
    result
}

fn find(name: &Name, families: Families) -> Result<Found, Failure> {
    if let Some(found) = without_asking(name.text(), families) {
        return if found.is_empty() { Err(Failure::NoAddress) } else { Ok(found) };
    }
    let reach = grants::reach(name.text());
    if reach == Reach::Nothing {
        grants::explain_name(name.text());
        return Err(Failure::Denied);
    }
    let mut found = Found::new();
    hosts::find(name, families, &mut found);
    if found.is_empty() {
        if reach != Reach::Servers {
            grants::explain_name(name.text());
            return Err(Failure::Denied);
        }
        ask::find(name, families, &Settings::of_machine(), &mut found)?;
    }
    order::sort(&mut found);
    Ok(found)
}
