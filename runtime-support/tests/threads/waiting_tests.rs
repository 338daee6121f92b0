//! Threads, "Wait and Notify": who waits is woken exactly once, in order, and no
//! notification is lost.

use std::sync::atomic::Ordering::SeqCst;
use std::sync::atomic::{AtomicU32, AtomicU64};
use std::thread;
use std::time::{Duration, Instant};

use crate::waiting::{Waited, notify, wait};

const FOREVER: i64 = -1;

fn address<T>(word: &T) -> usize {
    std::ptr::from_ref(word) as usize
}

fn wait_while(word: &AtomicU32, expected: u32, timeout: i64) -> Waited {
    wait(address(word), || word.load(SeqCst) == expected, timeout)
}

/// Notifies until so many have been woken in all.
fn wake(word: &AtomicU32, mut count: u32) {
    while count > 0 {
        count -= notify(address(word), count);
        thread::yield_now();
    }
}

#[test]
fn another_value_does_not_wait() {
    let word = AtomicU32::new(7);
    for timeout in [FOREVER, 0, 1, i64::MAX, i64::MIN] {
        assert_eq!(wait_while(&word, 8, timeout), Waited::NotEqual);
    }
}

#[test]
fn time_runs_out_and_not_too_early() {
    let word = AtomicU32::new(7);
    for milliseconds in [0, 1, 50, 1100] {
        let start = Instant::now();
        assert_eq!(wait_while(&word, 7, milliseconds * 1_000_000), Waited::TimedOut);
        assert!(start.elapsed() >= Duration::from_millis(milliseconds as u64));
    }
    // Nobody is left in the list.
    assert_eq!(notify(address(&word), u32::MAX), 0);
}

#[test]
fn the_longest_timeout_is_no_error() {
    let word = AtomicU32::new(7);
    thread::scope(|scope| {
        let waiter = scope.spawn(|| wait_while(&word, 7, i64::MAX));
        wake(&word, 1);
        assert_eq!(waiter.join().unwrap(), Waited::Notified);
    });
}

#[test]
fn a_change_is_no_notification() {
    let word = AtomicU32::new(0);
    thread::scope(|scope| {
        let waiter = scope.spawn(|| wait_while(&word, 0, FOREVER));
        thread::sleep(Duration::from_millis(30));
        word.store(1, SeqCst);
        thread::sleep(Duration::from_millis(30));
        assert!(!waiter.is_finished());
        assert_eq!(notify(address(&word), 1), 1);
        assert_eq!(waiter.join().unwrap(), Waited::Notified);
    });
}

#[test]
fn as_many_are_woken_as_counted_and_others_sleep_on() {
    const WAITERS: u32 = 12;
    let words = [const { AtomicU32::new(0) }; 2];
    // Every 2^20 bytes addresses have the same hash, so neighbours in a list
    // have other addresses: those of this one must not be woken.
    let unrelated = address(&words[0]) ^ 1 << 20;
    let woken = AtomicU32::new(0);
    thread::scope(|scope| {
        for _ in 0..WAITERS {
            scope.spawn(|| {
                assert_eq!(wait_while(&words[0], 0, FOREVER), Waited::Notified);
                woken.fetch_add(1, SeqCst);
            });
        }
        let other = scope.spawn(|| wait(unrelated, || true, FOREVER));
        let mut total = 0;
        for count in [0, 1, 3, 0, 2] {
            // As soon as all of them are asleep, exactly so many are woken.
            let mut left = count;
            while left > 0 {
                let now = notify(address(&words[0]), left);
                assert!(now <= left);
                left -= now;
            }
            total += count;
            assert_eq!(notify(address(&words[0]), 0), 0);
            assert_eq!(notify(address(&words[1]), u32::MAX), 0);
            while woken.load(SeqCst) < total {
                thread::yield_now();
            }
            thread::sleep(Duration::from_millis(5));
            assert_eq!(woken.load(SeqCst), total);
        }
        wake(&words[0], WAITERS - total);
        assert!(!other.is_finished());
        while notify(unrelated, u32::MAX) == 0 {}
        assert_eq!(other.join().unwrap(), Waited::Notified);
    });
    assert_eq!(woken.load(SeqCst), WAITERS);
}

#[test]
fn those_who_came_first_are_woken_first() {
    let word = AtomicU32::new(0);
    let entering = AtomicU32::new(0);
    let order = std::sync::Mutex::new(Vec::new());
    thread::scope(|scope| {
        for number in 0..5 {
            let (word, entering, order) = (&word, &entering, &order);
            scope.spawn(move || {
                // From the comparison until it has its place, nobody else can get one.
                let compare = || {
                    entering.fetch_add(1, SeqCst);
                    word.load(SeqCst) == 0
                };
                wait(address(word), compare, FOREVER);
                order.lock().unwrap().push(number);
            });
            while entering.load(SeqCst) <= number {
                thread::yield_now();
            }
        }
        for woken in 1..=5 {
            assert_eq!(notify(address(&word), 1), 1);
            while order.lock().unwrap().len() < woken {
                thread::yield_now();
            }
        }
    });
    assert_eq!(*order.lock().unwrap(), [0, 1, 2, 3, 4]);
}

#[test]
fn all_64_bits_are_compared() {
    let word = AtomicU64::new(1 << 32);
    let wait_while =
        |expected, timeout| wait(address(&word), || word.load(SeqCst) == expected, timeout);
    assert_eq!(wait_while(0, 0), Waited::NotEqual);
    assert_eq!(wait_while(1 << 32, 0), Waited::TimedOut);
}

/// Two threads take turns by one word. One lost wake-up would stop both.
#[test]
fn no_wake_up_is_lost_between_two() {
    const ROUNDS: u32 = 30_000;
    let word = AtomicU32::new(0);
    let play = |mine: u32| {
        for _ in 0..ROUNDS {
            while word.load(SeqCst) % 2 != mine {
                wait_while(&word, 1 - mine, FOREVER);
            }
            word.fetch_xor(1, SeqCst);
            notify(address(&word), 1);
        }
    };
    thread::scope(|scope| {
        scope.spawn(|| play(0));
        scope.spawn(|| play(1));
    });
}

/// Every notification that counted somebody woke somebody who says so, even where
/// time ran out at the same moment.
#[test]
fn counts_agree_where_timeouts_race_with_notifications() {
    const WAITERS: u32 = 4;
    const ROUNDS: u32 = 3_000;
    let word = AtomicU32::new(0);
    let (notified, running) = (AtomicU32::new(0), AtomicU32::new(WAITERS));
    let mut counted = 0;
    thread::scope(|scope| {
        for waiter in 0..WAITERS {
            let (word, notified, running) = (&word, &notified, &running);
            scope.spawn(move || {
                for round in 0..ROUNDS {
                    let timeout = i64::from((round * 7 + waiter * 13) % 60) * 1000;
                    match wait_while(word, 0, timeout) {
                        Waited::Notified => drop(notified.fetch_add(1, SeqCst)),
                        Waited::TimedOut => {}
                        Waited::NotEqual => panic!("nobody changes it"),
                    }
                }
                running.fetch_sub(1, SeqCst);
            });
        }
        while running.load(SeqCst) > 0 {
            counted += notify(address(&word), 2);
        }
    });
    assert_eq!(notified.load(SeqCst), counted);
    assert_eq!(notify(address(&word), u32::MAX), 0);
}
