//! Mutual exclusion of threads.

use core::sync::atomic::AtomicU32;
use core::sync::atomic::Ordering::{Acquire, Relaxed, Release};

use crate::sys::futex;

const FREE: u32 = 0;
const HELD: u32 = 1;
/// Held, and somebody may be asleep until it is free.
const WANTED: u32 = 2;

/// A lock whose holder does little.
pub struct Lock(AtomicU32);

/// Frees the lock when it goes away.
pub struct Held<'a>(&'a Lock);

impl Lock {
    pub const fn new() -> Lock {
        Lock(AtomicU32::new(FREE))
    }

    /// Waits until nobody else holds it.
    pub fn hold(&self) -> Held<'_> {
        if self.0.compare_exchange(FREE, HELD, Acquire, Relaxed).is_err() {
            // Whoever slept does not know of others that still do.
            while self.0.swap(WANTED, Acquire) != FREE {
                futex::sleep(&self.0, WANTED, None);
            }
        }
        Held(self)
    }
}

impl Drop for Held<'_> {
    fn drop(&mut self) {
        if self.0.0.swap(FREE, Release) == WANTED {
            futex::wake(&self.0.0);
        }
    }
}
