//! Who waits for which address. Threads, "Wait and Notify": each address has a
//! list of waiters, in the order in which they came.
//!
//! The kernel compares 32 bits and cannot say whom it woke, so neither waits of
//! 64 bits nor exact counts can be left to it. Here each waiter has a word of its
//! own to sleep on, and a place in a list that addresses of equal hash share.
//! Whoever holds the list's lock compares and enters, or removes and wakes: a
//! notification comes either before the comparison, which then sees what was
//! stored before it, or after the entry, and finds it.
//!
//! # Safety
//! A waiter is part of its caller's frame. It is in a list only between `enter`
//! and `remove`, both under the list's lock, and its frame lives until it has
//! been removed: by itself, or by who then sets its word.
#![allow(unsafe_code)]

use core::cell::UnsafeCell;
use core::ptr;
use core::sync::atomic::AtomicU32;
use core::sync::atomic::Ordering::{Acquire, Relaxed, Release};

use crate::lock::Lock;
use crate::sys::clocks::{self, Clock, Timespec};
use crate::sys::futex::{self, Awake};

/// The results of `memory.atomic.wait`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u32)]
pub enum Waited {
    Notified = 0,
    NotEqual = 1,
    TimedOut = 2,
}

/// Waits at `address` until it is notified, unless `is_equal` says no.
/// `timeout` is in nanoseconds; where negative, there is none.
pub fn wait(address: usize, is_equal: impl FnOnce() -> bool, timeout: i64) -> Waited {
    let deadline = (timeout >= 0).then(|| after(timeout));
    let waiter = Waiter::new(address);
    let list = List::of(address);
    {
        let _held = list.lock.hold();
        if !is_equal() {
            return Waited::NotEqual;
        }
        // SAFETY: we hold the lock, and do not return before the waiter has been
        // removed.
        unsafe { list.enter(&raw const waiter) };
    }
    while waiter.word.load(Acquire) == ASLEEP {
        if futex::sleep(&waiter.word, ASLEEP, deadline.as_ref()) == Awake::Deadline {
            let _held = list.lock.hold();
            // Notified in the meantime: that counts, for it has been counted.
            if waiter.word.load(Relaxed) == ASLEEP {
                // SAFETY: we hold the lock; who removes a waiter sets its word.
                unsafe { list.remove(&raw const waiter) };
                return Waited::TimedOut;
            }
        }
    }
    Waited::Notified
}

/// Wakes up to `count` of those who wait at `address`, first those who came
/// first; returns how many.
pub fn notify(address: usize, count: u32) -> u32 {
    let list = List::of(address);
    let _held = list.lock.hold();
    let mut woken = 0;
    // SAFETY: we hold the lock, so the list does not change, and whoever is in it
    // lives. From when its word is set a waiter may be gone: all that is used
    // later is its word's address, as a name.
    unsafe {
        let mut next = (*list.ends.get()).first;
        while woken < count && !next.is_null() {
            let waiter = next;
            next = (*(*waiter).links.get()).next;
            if (*waiter).address == address {
                list.remove(waiter);
                let word = &raw const (*waiter).word;
                (*word).store(AWAKE, Release);
                futex::wake(word);
                woken += 1;
            }
        }
    }
    woken
}

/// The point of the monotonic clock that is so many nanoseconds ahead.
fn after(timeout: i64) -> Timespec {
    const SECOND: i64 = 1_000_000_000;
    let now = clocks::time(Clock::Monotonic);
    // 292 years at most, since the machine was started.
    let nanoseconds = now.nanoseconds + timeout % SECOND;
    Timespec {
        seconds: now.seconds + timeout / SECOND + nanoseconds / SECOND,
        nanoseconds: nanoseconds % SECOND,
    }
}

const ASLEEP: u32 = 0;
const AWAKE: u32 = 1;

struct Waiter {
    address: usize,
    /// [`ASLEEP`] for as long as it is in a list.
    word: AtomicU32,
    links: UnsafeCell<Links>,
}

/// The neighbours in a list, which its lock protects.
struct Links {
    previous: *const Waiter,
    next: *const Waiter,
}

impl Waiter {
    fn new(address: usize) -> Waiter {
        let links = Links { previous: ptr::null(), next: ptr::null() };
        Waiter { address, word: AtomicU32::new(ASLEEP), links: UnsafeCell::new(links) }
    }
}

/// The waiters of all addresses with the same hash.
struct List {
    lock: Lock,
    ends: UnsafeCell<Ends>,
}

struct Ends {
    first: *const Waiter,
    last: *const Waiter,
}

// SAFETY: the ends, and what they lead to, are used under the lock alone.
unsafe impl Sync for List {}

/// More than threads that wait at a time, in most programs.
const LISTS: usize = 64;

static ALL: [List; LISTS] = [const { List::new() }; LISTS];

impl List {
    const fn new() -> List {
        let ends = Ends { first: ptr::null(), last: ptr::null() };
        List { lock: Lock::new(), ends: UnsafeCell::new(ends) }
    }

    /// The list for an address: neighbours that are aligned have different ones.
    fn of(address: usize) -> &'static List {
        &ALL[(address >> 2 ^ address >> 8 ^ address >> 14) % LISTS]
    }

    /// Adds a waiter at the end.
    ///
    /// # Safety
    /// The caller holds the lock; the waiter stays where it is until removed.
    unsafe fn enter(&self, waiter: *const Waiter) {
        // SAFETY: the caller holds the lock, and all in the list live.
        unsafe {
            let ends = &mut *self.ends.get();
            (*(*waiter).links.get()).previous = ends.last;
            match ends.last.as_ref() {
                Some(last) => (*last.links.get()).next = waiter,
                None => ends.first = waiter,
            }
            ends.last = waiter;
        }
    }

    /// Takes a waiter out.
    ///
    /// # Safety
    /// The caller holds the lock; the waiter is in this list.
    unsafe fn remove(&self, waiter: *const Waiter) {
        // SAFETY: the caller holds the lock, and all in the list live.
        unsafe {
            let ends = &mut *self.ends.get();
            let Links { previous, next } = *(*waiter).links.get();
            match previous.as_ref() {
                Some(previous) => (*previous.links.get()).next = next,
                None => ends.first = next,
            }
            match next.as_ref() {
                Some(next) => (*next.links.get()).previous = previous,
                None => ends.last = previous,
            }
        }
    }
}
