//! `wasi:clocks`.

use super::Caller;
use super::rows::{self, Pollable, Row};
use crate::abi::component_functions::HostResource;
use crate::guest::record::Record;
use crate::host::clocks::{self, Clock, NANOSECONDS_PER_SECOND};

/// `wasi:clocks/monotonic-clock.now`.
pub fn monotonic_now(_: Caller) -> u64 {
    clocks::time(Clock::Monotonic)
}

/// `wasi:clocks/monotonic-clock.resolution`.
pub fn monotonic_resolution(_: Caller) -> u64 {
    clocks::resolution(Clock::Monotonic)
}

/// `wasi:clocks/monotonic-clock.subscribe-instant`.
pub fn subscribe_instant(caller: Caller, when: u64) -> u32 {
    let pollable = Pollable::Time(Clock::Monotonic, when);
    rows::own(caller, HostResource::Pollable, Row::Pollable(pollable))
}

/// `wasi:clocks/monotonic-clock.subscribe-duration`.
pub fn subscribe_duration(caller: Caller, duration: u64) -> u32 {
    let now = clocks::time(Clock::Monotonic);
    subscribe_instant(caller, now.saturating_add(duration))
}

/// `wasi:clocks/wall-clock.now`.
pub fn wall_now(caller: Caller, result: u32) {
    caller.slot(result, 8).store(datetime(clocks::time(Clock::Realtime)));
}

/// `wasi:clocks/wall-clock.resolution`.
pub fn wall_resolution(caller: Caller, result: u32) {
    caller.slot(result, 8).store(datetime(clocks::resolution(Clock::Realtime)));
}

/// `wasi:clocks/wall-clock.datetime`.
pub fn datetime(nanoseconds: u64) -> [u8; 16] {
    Record::new()
        .with(0, (nanoseconds / NANOSECONDS_PER_SECOND).to_le_bytes())
        .with(8, ((nanoseconds % NANOSECONDS_PER_SECOND) as u32).to_le_bytes())
        .0
}
