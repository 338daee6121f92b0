//! Bytes of one stream that wait in the process for the next ones, to be sent with them by
//! one system call.
//!
//! # Safety
//! Only runtimes with one thread use this (`held.rs`). A signal handler (`ending.rs`) only
//! reads, and only while nothing is being sent.
#![allow(unsafe_code)]

use core::cell::UnsafeCell;
use core::sync::atomic::Ordering::{Acquire, Relaxed, Release};
use core::sync::atomic::{AtomicBool, AtomicUsize};

use crate::sys::poll::{self, Interest};
use crate::sys::sockets::{self, Follows};
use crate::sys::{Buffer, Errno, Fd};

/// How much can wait, in bytes.
const ROOM: usize = 4096;

struct Bytes(UnsafeCell<[u8; ROOM]>);

// SAFETY: see the module.
unsafe impl Sync for Bytes {}

static BYTES: Bytes = Bytes(UnsafeCell::new([0; ROOM]));

/// How many wait.
static COUNT: AtomicUsize = AtomicUsize::new(0);

/// Whether they are just being sent, so that nobody knows how many wait.
static IS_BEING_SENT: AtomicBool = AtomicBool::new(false);

/// `action` is one of the closures below, none of which calls this function again.
fn with_bytes<T>(action: impl FnOnce(&mut [u8; ROOM]) -> T) -> T {
    // SAFETY: see the module.
    action(unsafe { &mut *BYTES.0.get() })
}

/// How many bytes wait.
#[inline]
pub fn count() -> usize {
    COUNT.load(Acquire)
}

/// Adds bytes, all or none. Whether there was room.
pub fn add(buffers: &[Buffer]) -> bool {
    let mut end = count();
    let has_room = with_bytes(|bytes| {
        buffers.iter().all(|buffer| {
            let space = bytes.get_mut(end..).and_then(|space| space.get_mut(..buffer.length()));
            let Some(space) = space else { return false };
            buffer.copy_to(space);
            end += buffer.length();
            true
        })
    });
    if has_room {
        // Behind the bytes also for a handler of signals.
        COUNT.store(end, Release);
    }
    has_room
}

/// All but the first `count` bytes wait no longer.
pub fn truncate(count: usize) {
    COUNT.store(count.min(self::count()), Relaxed);
}

/// The first bytes wait no longer.
pub fn take(sent: usize) {
    let waiting = sent.min(count())..count();
    let left = waiting.len();
    with_bytes(|bytes| bytes.copy_within(waiting, 0));
    truncate(left);
}

/// Sends what waits; how many bytes were sent. They still wait.
pub fn send(host: Fd, follows: Follows) -> Result<usize, Errno> {
    // SAFETY: they are there, and nobody refers to them.
    let buffer = unsafe { Buffer::new(BYTES.0.get().cast(), count()) };
    sockets::send(host, &[buffer], follows)
}

/// Sends all that waits. There was room for it when it came, so that the kernel takes it at
/// once unless it is short of memory. What an error keeps from being sent is lost, as what
/// the kernel has taken would be.
pub fn send_all(host: Fd, follows: Follows) -> Result<(), Errno> {
    while count() > 0 {
        match send(host, follows) {
            Ok(sent) => take(sent),
            Err(Errno::EAGAIN) => {
                let mut interest = [Interest::new(host, Interest::WRITABLE)];
                let _ = poll::poll(&mut interest, None);
            }
            Err(errno) => {
                truncate(0);
                return Err(errno);
            }
        }
    }
    Ok(())
}

/// Calls `action`, which sends and then says what still waits.
#[inline(always)]
pub fn while_sending<T>(action: impl FnOnce() -> T) -> T {
    IS_BEING_SENT.store(true, Relaxed);
    let result = action();
    IS_BEING_SENT.store(false, Relaxed);
    result
}

/// Sends what waits where the process is about to end. For a handler of signals.
pub fn send_at_end(host: Fd) {
    if !IS_BEING_SENT.load(Relaxed) {
        let _ = send(host, Follows::Nothing);
    }
}
