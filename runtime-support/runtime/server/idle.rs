//! Which workers wait for clients, where each worker can see it: memory that the processes
//! of a server have together.
//!
//! It is advice. A worker that is wrong about another one takes a connection too early or a
//! moment too late, and none is lost, since all of them accept from one socket.
#![allow(unsafe_code)]

use core::slice;
use core::sync::atomic::{AtomicU32, Ordering::Relaxed};

use super::options::MOST_WORKERS;
use crate::arch;
use crate::sys::{Errno, memory};

/// What a worker says of itself, in a cache line of its own: 0 while it is busy or takes no
/// connections, otherwise how many it has, and one.
#[repr(align(64))]
struct Slot(AtomicU32);

/// How many workers there are, and which one this is.
static COUNT: AtomicU32 = AtomicU32::new(0);
static OWN: AtomicU32 = AtomicU32::new(0);

/// For so many workers, before the first one is started.
pub fn prepare(workers: u32) -> Result<(), Errno> {
    memory::map_shared_at(arch::WORKERS, size_of::<[Slot; MOST_WORKERS as usize]>())?;
    COUNT.store(workers.min(MOST_WORKERS), Relaxed);
    Ok(())
}

/// What the workers say; nothing in a process that has no workers.
fn slots() -> &'static [Slot] {
    // SAFETY: where there are workers `prepare` has mapped as many slots, and all zeros are
    // one. They are never unmapped.
    unsafe { slice::from_raw_parts(arch::WORKERS as *const Slot, COUNT.load(Relaxed) as usize) }
}

fn say(worker: u32, what: u32) {
    if let Some(slot) = slots().get(worker as usize) {
        slot.0.store(what, Relaxed);
    }
}

/// This process is that worker.
pub fn become_worker(number: u32) {
    OWN.store(number, Relaxed);
}

/// This worker waits for clients, besides those that it has.
pub fn wait(clients: u32) {
    say(OWN.load(Relaxed), clients + 1);
}

/// This worker takes no connections now.
pub fn stop_waiting() {
    say(OWN.load(Relaxed), 0);
}

/// A worker has ended.
pub fn forget(worker: u32) {
    say(worker, 0);
}

/// Whether a worker waits that has fewer than so many clients.
pub fn is_anyone_waiting_with_fewer(clients: u32) -> bool {
    slots().iter().any(|slot| (1..=clients).contains(&slot.0.load(Relaxed)))
}
