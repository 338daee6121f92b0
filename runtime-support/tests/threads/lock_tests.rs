//! A lock has one holder at a time.

use std::cell::UnsafeCell;
use std::thread;

use crate::lock::Lock;

struct Counter {
    lock: Lock,
    count: UnsafeCell<u64>,
}

// SAFETY: the count is used under the lock alone.
unsafe impl Sync for Counter {}

#[test]
fn nothing_is_lost_between_many_holders() {
    const THREADS: u64 = 8;
    const ROUNDS: u64 = 20_000;
    let all = Counter { lock: Lock::new(), count: UnsafeCell::new(0) };
    thread::scope(|scope| {
        for _ in 0..THREADS {
            let counter = &all;
            scope.spawn(move || {
                for round in 0..ROUNDS {
                    let _held = counter.lock.hold();
                    // SAFETY: nobody else holds the lock.
                    unsafe { *counter.count.get() += 1 };
                    if round % 64 == 0 {
                        // The others come, and sleep.
                        thread::yield_now();
                    }
                }
            });
        }
    });
    assert_eq!(all.count.into_inner(), THREADS * ROUNDS);
}
