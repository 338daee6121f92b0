//! In which order addresses are tried.

use core::net::{IpAddr, SocketAddr};

use super::Found;
use crate::sys::network::{self, Blocking, Family};
use crate::sys::sockets::SocketType;

/// Puts addresses first to which there is a way, and of those the ones of IPv6.
/// Source: RFC 6724, "Destination Address Selection", rules 1 and 6. Otherwise they
/// stay in the order in which they were found.
pub fn sort(found: &mut Found) {
    let addresses = found.addresses_mut();
    if addresses.len() < 2 {
        return;
    }
    // A few dozen at most; every exchange is of neighbours, so equals stay.
    let mut ranks = [0u8; 32];
    for (rank, &address) in ranks.iter_mut().zip(&*addresses) {
        *rank = rank_of(address);
    }
    for end in 1..addresses.len() {
        for place in (1..=end).rev() {
            if ranks[place - 1] <= ranks[place] {
                break;
            }
            ranks.swap(place - 1, place);
            addresses.swap(place - 1, place);
        }
    }
}

fn rank_of(address: IpAddr) -> u8 {
    match (has_way(address), address) {
        (true, IpAddr::V6(_)) => 0,
        (true, IpAddr::V4(_)) => 1,
        (false, _) => 2,
    }
}

/// Connecting a datagram socket sends nothing, but needs a way.
fn has_way(address: IpAddr) -> bool {
    const ANY_PORT: u16 = 53;
    network::open(Family::of(address), SocketType::Datagram, Blocking::No)
        .and_then(|socket| network::connect(socket.fd(), SocketAddr::new(address, ANY_PORT)))
        .is_ok()
}
