//! Which of the kernel's descriptors are in use by host functions. While one is,
//! nobody closes it: another thread may take the program's number away, but the
//! kernel's number must not come to stand for another file in the middle of a call
//! that has checked its rights to the first one.
//!
//! # Safety
//! A thread's own list is used by that thread alone.
#![allow(unsafe_code)]

use core::cell::UnsafeCell;
use core::sync::atomic::AtomicU32;
use core::sync::atomic::Ordering::Relaxed;

use crate::lock::Lock;
use crate::sys::{Errno, Fd, descriptor};

/// How many descriptors a call keeps from being closed at most. Only `poll_oneoff`
/// uses more, and from a descriptor that has come to stand for another file it
/// learns no more than whether that is ready.
const MOST: usize = 8;

/// More than the program's table of descriptors has entries, and a few for what is
/// open during calls. The kernel gives out the lowest numbers first.
pub const NUMBERS: usize = 1 << 17;

/// Who uses each of the kernel's descriptors: a number of threads, and
/// [`CLOSING`]. Changed under [`CHANGES`].
#[unsafe(link_section = ".bss.large")]
static USERS: [AtomicU32; NUMBERS] = [const { AtomicU32::new(0) }; NUMBERS];

/// The last user has to close it.
const CLOSING: u32 = 1 << 31;

/// Held by who changes what is in use, or the table of descriptors.
pub static CHANGES: Lock = Lock::new();

/// What the running host function of a thread uses.
pub struct Uses(UnsafeCell<List>);

struct List {
    places: [Fd; MOST],
    count: usize,
}

impl Uses {
    pub fn new() -> Uses {
        Uses(UnsafeCell::new(List { places: [Fd(0); MOST], count: 0 }))
    }

    /// Keeps `fd` from being closed until [`Uses::end`]. The caller holds
    /// [`CHANGES`] and has just seen that `fd` is open.
    pub fn begin(&self, fd: Fd) {
        // SAFETY: this is the thread, and references do not outlive a call here.
        let list = unsafe { &mut *self.0.get() };
        let in_list = list.places.iter().take(list.count).any(|&place| place == fd);
        if let (false, Some(place), Some(users)) =
            (in_list, list.places.get_mut(list.count), users(fd))
        {
            *place = fd;
            list.count += 1;
            users.store(users.load(Relaxed) + 1, Relaxed);
        }
    }

    /// Ends all uses, at the end of a host function.
    pub fn end(&self) {
        // SAFETY: as above.
        let list = unsafe { &mut *self.0.get() };
        for &fd in list.places.iter().take(list.count) {
            if is_last(fd) {
                // What it says is about what was written by others.
                let _ = descriptor::close(fd);
            }
        }
        list.count = 0;
    }
}

/// Ends a use; whether `fd` is to be closed now.
fn is_last(fd: Fd) -> bool {
    let _held = CHANGES.hold();
    let Some(users) = users(fd) else { return false };
    let left = users.load(Relaxed) - 1;
    users.store(if left == CLOSING { 0 } else { left }, Relaxed);
    left == CLOSING
}

/// Closes `fd`, which is in no table any more, or lets the last user do so.
pub fn close(fd: Fd) -> Result<(), Errno> {
    {
        let _held = CHANGES.hold();
        if let Some(users) = users(fd)
            && users.load(Relaxed) != 0
        {
            users.store(users.load(Relaxed) | CLOSING, Relaxed);
            return Ok(());
        }
    }
    descriptor::close(fd)
}

fn users(fd: Fd) -> Option<&'static AtomicU32> {
    USERS.get(usize::try_from(fd.0).ok()?)
}
