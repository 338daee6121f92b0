//! `wasi:random`. What may be insecure is as secure as the rest.

use super::Caller;
use super::caller::in_memory;
use super::cli::pair;
use crate::abi::traps::Trap;
use crate::host::random;
use crate::traps;

/// `wasi:random/random.get-random-bytes`.
pub fn get_random_bytes(caller: Caller, length: u64, result: u32) {
    let slot = caller.slot(result, 4);
    let Ok(length) = u32::try_from(length) else { traps::raise(Trap::ListTooLong) };
    let pointer = caller.allocate(length as usize, 1);
    let buffer = in_memory(caller.guest.buffer(pointer, length));
    // The kernel has random numbers for everybody.
    let _ = random::fill(buffer);
    slot.store(pair(pointer, length));
}

/// `wasi:random/random.get-random-u64`.
pub fn get_random_u64(_: Caller) -> u64 {
    random::number()
}

/// `wasi:random/insecure.get-insecure-random-bytes`.
pub fn get_insecure_random_bytes(caller: Caller, length: u64, result: u32) {
    get_random_bytes(caller, length, result);
}

/// `wasi:random/insecure.get-insecure-random-u64`.
pub fn get_insecure_random_u64(_: Caller) -> u64 {
    random::number()
}

/// `wasi:random/insecure-seed.insecure-seed`.
pub fn insecure_seed(caller: Caller, result: u32) {
    let slot = caller.slot::<16>(result, 8);
    let seed = u128::from(random::number()) << 64 | u128::from(random::number());
    slot.store(seed.to_le_bytes());
}
