//! The addresses that granted names were found to have, while the program runs.
//!
//! # Safety
//! The table is used under its lock alone.
#![allow(unsafe_code)]

use core::cell::UnsafeCell;
use core::net::{IpAddr, Ipv6Addr};

use crate::host::clocks::{self, Clock, NANOSECONDS_PER_SECOND};
use crate::host::network::grants;
use crate::lock::Lock;

/// How many addresses are remembered; a new one takes the place of the oldest.
const MOST: usize = 64;

/// How many names have a time of their own at which they were asked for last.
const MOST_TIMES: usize = 32;

/// A name is not asked for again within this time, in nanoseconds.
const PAUSE: u64 = 5 * NANOSECONDS_PER_SECOND;

#[derive(Clone, Copy)]
struct Entry {
    /// The number of the grant with the name, and one; 0 where the entry is free.
    grant: usize,
    /// Addresses of IPv4 as IPv6 has them.
    address: u128,
}

struct Table {
    lock: Lock,
    contents: UnsafeCell<Contents>,
}

struct Contents {
    entries: [Entry; MOST],
    /// How many were ever written.
    count: usize,
    /// When a grant's name was asked for last, in nanoseconds; by its number.
    times: [u64; MOST_TIMES],
}

// SAFETY: see the module.
unsafe impl Sync for Table {}

static TABLE: Table = Table {
    lock: Lock::new(),
    contents: UnsafeCell::new(Contents {
        entries: [Entry { grant: 0, address: 0 }; MOST],
        count: 0,
        times: [0; MOST_TIMES],
    }),
};

fn with_table<T>(action: impl FnOnce(&mut Contents) -> T) -> T {
    let _held = TABLE.lock.hold();
    // SAFETY: the lock is held, and no `action` calls this function again.
    action(unsafe { &mut *TABLE.contents.get() })
}

/// Remembers addresses of the name in the grant with this number.
pub fn remember(number: usize, addresses: &[IpAddr]) {
    with_table(|table| {
        for &address in addresses {
            let entry = Entry { grant: number + 1, address: bits(address) };
            let is_known =
                |known: &Entry| known.grant == entry.grant && known.address == entry.address;
            if table.entries.iter().any(is_known) {
                continue;
            }
            if let Some(place) = table.entries.get_mut(table.count % MOST) {
                *place = entry;
                table.count += 1;
            }
        }
    });
}

/// Whether a granted name was found to have this address.
pub fn has(name: &[u8], address: IpAddr) -> bool {
    let Some(number) = grants::number_of_name(name) else { return false };
    let address = bits(address);
    with_table(|table| {
        table.entries.iter().any(|entry| entry.grant == number + 1 && entry.address == address)
    })
}

/// Whether a granted name may have other addresses than a moment ago. Who asks
/// this is expected to ask for the name then.
pub fn is_worth_asking(name: &[u8]) -> bool {
    let Some(number) = grants::number_of_name(name) else { return false };
    let now = clocks::time(Clock::Monotonic);
    with_table(|table| match table.times.get_mut(number) {
        Some(time) if *time != 0 && now < time.saturating_add(PAUSE) => false,
        Some(time) => {
            *time = now;
            true
        }
        None => true,
    })
}

fn bits(address: IpAddr) -> u128 {
    let address: Ipv6Addr = match address {
        IpAddr::V4(address) => address.to_ipv6_mapped(),
        IpAddr::V6(address) => address,
    };
    address.to_bits()
}
