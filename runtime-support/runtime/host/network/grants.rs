//! Which addresses a program may use, and which names it may ask for.
//!
//! A name in a grant means the addresses that the name has while the program runs:
//! those that the program itself was told when it asked for the name, and those
//! that we are told when it connects to an address that no other grant has.

use core::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};

use super::names::{self, Families, Name, remembered};
use crate::abi::capabilities::{Capabilities, Hosts, NetworkAct, NetworkGrant, has_prefix};
use crate::explain;
use crate::host::Result;
use crate::host::grants::capabilities;
use crate::sys::Errno;

/// What the program is told that has no grant. Programs know this error from the
/// kernel; of `ENOTCAPABLE` the libraries of few languages have heard.
const DENIED: Errno = Errno::EACCES;

/// Whether the program may have sockets of its own at all.
pub fn require_any() -> Result {
    let Some(capabilities) = capabilities() else { return Err(DENIED) };
    let has_any = capabilities.inherits_network() || capabilities.network_grants().next().is_some();
    if !has_any {
        explain::once(&|message| {
            message.text("a socket: --allow-connect, --allow-listen and --inherit-network");
            message.text(" grant some");
        });
        return Err(DENIED);
    }
    Ok(())
}

/// Whether the network is granted without limits.
pub fn require_all() -> Result {
    match capabilities() {
        Some(capabilities) if capabilities.inherits_network() => Ok(()),
        _ => {
            explain::once(&|message| {
                message.text("a way around the machine's routes: --inherit-network grants it");
            });
            Err(DENIED)
        }
    }
}

/// What was refused, and the option that grants it.
fn explain_address(what: &str, address: SocketAddr, option: &str) {
    explain::once(&|message| {
        message.text(what).address(address).text(": ").text(option);
        message.address(address).text(" grants that");
    });
}

/// Whether the program may accept connections or receive datagrams at `address`.
/// A port of 0 is one that the kernel chooses.
pub fn require_listen(address: SocketAddr) -> Result {
    let wanted = address.ip().to_canonical();
    let is_granted = |grant: &NetworkGrant<'_>| {
        grant.has_port(address.port())
            && match grant.hosts {
                Hosts::Any => true,
                Hosts::Prefix(prefix, bits) => covers_when_listening(prefix, bits, wanted),
                Hosts::Name(_) => false,
            }
    };
    require(NetworkAct::Listen, &is_granted).inspect_err(|_| {
        explain_address("to listen at ", address, "--allow-listen ");
    })
}

/// Who listens at the unspecified address listens at every one: it is in no
/// prefix, but a grant of it includes all others. Source: ipv6(7), "Description":
/// that of IPv6 stands for IPv4 too.
fn covers_when_listening(prefix: IpAddr, bits: u8, wanted: IpAddr) -> bool {
    match (prefix, bits) {
        (IpAddr::V4(Ipv4Addr::UNSPECIFIED), 0 | 32) => wanted.is_ipv4(),
        (IpAddr::V6(Ipv6Addr::UNSPECIFIED), 0) => wanted.is_ipv6(),
        (IpAddr::V6(Ipv6Addr::UNSPECIFIED), 128) => true,
        _ => !wanted.is_unspecified() && has_prefix(wanted, prefix, bits),
    }
}

/// Whether the program may connect or send to `address`.
pub fn require_connect(address: SocketAddr) -> Result {
    // Source: ip(7), "Address format": as a destination, the unspecified address
    // is this machine.
    let wanted = match address.ip().to_canonical() {
        IpAddr::V4(Ipv4Addr::UNSPECIFIED) => Ipv4Addr::LOCALHOST.into(),
        IpAddr::V6(Ipv6Addr::UNSPECIFIED) => Ipv6Addr::LOCALHOST.into(),
        address => address,
    };
    let has_address = |grant: &NetworkGrant<'_>| match grant.hosts {
        Hosts::Any => true,
        Hosts::Prefix(prefix, bits) => has_prefix(wanted, prefix, bits),
        Hosts::Name(name) => remembered::has(name, wanted),
    };
    let is_granted =
        |grant: &NetworkGrant<'_>| grant.has_port(address.port()) && has_address(grant);
    require(NetworkAct::Connect, &is_granted)
        .or_else(|denied| {
            // Perhaps it is an address that a name has now.
            let is_named = |grant: &NetworkGrant<'_>| match grant.hosts {
                Hosts::Name(name) if grant.has_port(address.port()) => has_now(name, wanted),
                _ => false,
            };
            require(NetworkAct::Connect, &is_named).map_err(|_| denied)
        })
        .inspect_err(|_| explain_address("to connect to ", address, "--allow-connect "))
}

/// Asks for the addresses of a name, unless that was done a moment ago.
fn has_now(name: &[u8], wanted: IpAddr) -> bool {
    if !remembered::is_worth_asking(name) {
        return false;
    }
    let Some(name_to_ask) = Name::new(name) else { return false };
    // Those that are found are remembered on the way.
    let _ = names::look_up(&name_to_ask, Families::ALL);
    remembered::has(name, wanted)
}

/// What of a name a program may be told.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reach {
    /// Nothing is asked of anybody: addresses in text form, and `localhost`.
    Nothing,
    /// What this machine's own table of hosts says.
    Hosts,
    /// What the servers for names say.
    Servers,
}

/// Whom the program's question for a name may reach. Servers for names are asked
/// for names that are granted, and for any where any address is: a question can
/// carry data out of the machine.
pub fn reach(name: &[u8]) -> Reach {
    let Some(capabilities) = capabilities() else { return Reach::Nothing };
    if capabilities.inherits_network() {
        return Reach::Servers;
    }
    let mut reach = Reach::Nothing;
    for grant in capabilities.network_grants() {
        match (grant.act, grant.hosts) {
            (NetworkAct::Connect, Hosts::Any) => return Reach::Servers,
            (NetworkAct::Connect, Hosts::Name(granted)) if is_same(granted, name) => {
                return Reach::Servers;
            }
            _ => reach = Reach::Hosts,
        }
    }
    reach
}

/// Explains that nobody may be asked for a name.
pub fn explain_name(name: &[u8]) {
    explain::once(&|message| {
        message.text("to ask for the addresses of `").escaped(name).text("`: --allow-connect ");
        message.escaped(name).text(":PORT grants that");
    });
}

/// Which of the grants has this name, the first of several.
pub fn number_of_name(name: &[u8]) -> Option<usize> {
    let is_named = |grant: NetworkGrant<'_>| match grant.hosts {
        Hosts::Name(granted) => is_same(granted, name),
        _ => false,
    };
    capabilities()?.network_grants().position(is_named)
}

/// Whether a granted name is this one.
fn is_same(granted: &[u8], name: &[u8]) -> bool {
    granted.eq_ignore_ascii_case(name.strip_suffix(b".").unwrap_or(name))
}

/// Whether a grant for this act satisfies `is_granted`.
fn require(act: NetworkAct, is_granted: &dyn Fn(&NetworkGrant<'_>) -> bool) -> Result {
    let allows = |capabilities: Capabilities<'_>| {
        capabilities.inherits_network()
            || capabilities.network_grants().any(|grant| grant.act == act && is_granted(&grant))
    };
    if capabilities().is_some_and(allows) { Ok(()) } else { Err(DENIED) }
}
