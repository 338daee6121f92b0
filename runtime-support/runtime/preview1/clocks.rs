//! Clocks, randomness, and letting others run.

use super::{Result, types};
use crate::guest::Guest;
use crate::host::{clocks, random};

pub fn clock_res_get(guest: Guest, clock: u32, resolution: u32) -> Result {
    let slot = guest.slot(resolution)?;
    slot.store(clocks::resolution(types::clock(clock)?).to_le_bytes());
    Ok(())
}

/// The time is as precise as it can be, whatever `_precision` would allow.
#[inline]
pub fn clock_time_get(guest: Guest, clock: u32, _precision: u64, time: u32) -> Result {
    let slot = guest.slot(time)?;
    slot.store(clocks::time(types::clock(clock)?).to_le_bytes());
    Ok(())
}

pub fn sched_yield(_: Guest) -> Result {
    clocks::yield_now()
}

#[inline]
pub fn random_get(guest: Guest, buf: u32, buf_len: u32) -> Result {
    random::fill(guest.buffer(buf, buf_len)?)
}
