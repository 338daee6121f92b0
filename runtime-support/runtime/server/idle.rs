//! Which workers wait for clients, where each worker can see it: memory that the processes
//! of a server have together. And how one of them is told that a connection is for it.
//!
//! It is advice. A worker that is wrong about another one takes a connection too early or a
//! moment too late, and none is lost, since all of them accept from one socket.
#![allow(unsafe_code)]

use core::slice;
use core::sync::atomic::{AtomicI32, AtomicU32, Ordering::Relaxed};

use super::options::MOST_WORKERS;
use crate::arch;
use crate::sys::{Errno, Fd, events, memory};

/// What a worker says of itself, in a cache line of its own: 0 while it is busy or takes no
/// connections, otherwise how many it has, and one.
#[repr(align(64))]
struct Slot(AtomicU32);

/// How many workers there are, and which one this is.
static COUNT: AtomicU32 = AtomicU32::new(0);
static OWN: AtomicU32 = AtomicU32::new(0);

/// What wakes each of the first workers; -1 for none. The others just wait.
static BELLS: [AtomicI32; 64] = [const { AtomicI32::new(-1) }; 64];

/// For so many workers, before the first one is started.
pub fn prepare(workers: u32) -> Result<(), Errno> {
    memory::map_shared_at(arch::WORKERS, size_of::<[Slot; MOST_WORKERS as usize]>())?;
    COUNT.store(workers.min(MOST_WORKERS), Relaxed);
    for bell in BELLS.iter().take(workers as usize) {
        bell.store(events::new_bell()?.release().0, Relaxed);
    }
    Ok(())
}

fn bell_of(worker: u32) -> Option<Fd> {
    let number = BELLS.get(worker as usize)?.load(Relaxed);
    (number >= 0).then_some(Fd(number))
}

/// What wakes this worker.
pub fn own_bell() -> Option<Fd> {
    bell_of(OWN.load(Relaxed))
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

/// Wakes the worker with the fewest clients, of those that wait and have fewer than so
/// many, so that it takes the next connection. Whether there is one.
pub fn hand_over(fewer_than: u32) -> bool {
    let waiting = (0..).zip(slots()).filter_map(|(worker, slot)| {
        let clients = slot.0.load(Relaxed).checked_sub(1)?;
        (clients < fewer_than).then_some((clients, bell_of(worker)?))
    });
    match waiting.min_by_key(|&(clients, _)| clients) {
        Some((_, bell)) => {
            events::ring(bell);
            true
        }
        None => false,
    }
}
