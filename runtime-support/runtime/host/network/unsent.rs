//! Bytes that a program has sent through a stream, and that the kernel has no room
//! for yet. They are sent whenever the program waits for anything, so that it need
//! not wait for one socket while it should attend to another.
//!
//! # Safety
//! A slot is mapped before `MAPPED` counts it, and stays so. Programs of components
//! have one thread, and no signal handler comes here.
#![allow(unsafe_code)]

use core::sync::atomic::{AtomicU32, Ordering::Relaxed};

use crate::arch;
use crate::host::descriptors::socket_with_rights;
use crate::host::sockets::{Shutdown, shutdown};
use crate::host::{Result, required};
use crate::sys::clocks::Timespec;
use crate::sys::poll::{self, Interest};
use crate::sys::{Buffer, Errno, Fd, files, memory};

/// The most bytes of one socket.
pub const MOST: usize = 1 << 16;

/// How many sockets can have some. What others send waits.
const SLOTS: u32 = 1024;

/// How much the program waits for at once, besides.
const MOST_INTERESTS: usize = 4096;

/// What a socket has to send.
#[repr(C)]
struct Slot {
    /// The descriptor's number; 0, which is no socket, where the slot is free.
    number: u32,
    /// The bytes from `start` to `end` are left.
    start: u32,
    end: u32,
    /// What became of it, where it failed: a number of the kernel.
    error: u16,
    /// Nothing comes after it.
    is_last: bool,
    bytes: [u8; MOST],
}

/// Slots below are mapped.
static MAPPED: AtomicU32 = AtomicU32::new(0);

/// How many slots are not free.
static TAKEN: AtomicU32 = AtomicU32::new(0);

const DISTANCE: usize = size_of::<Slot>().next_multiple_of(4096);

fn place(index: u32) -> *mut Slot {
    (arch::UNSENT + index as usize * DISTANCE) as *mut Slot
}

/// The slots that are mapped. Callers keep one at a time.
fn slots() -> impl Iterator<Item = &'static mut Slot> {
    // SAFETY: see the module.
    (0..MAPPED.load(Relaxed)).map(|index| unsafe { &mut *place(index) })
}

fn slot_of(number: u32) -> Option<&'static mut Slot> {
    if !is_any() {
        return None;
    }
    slots().find(|slot| slot.number == number)
}

/// A free slot; `None` where all are taken.
fn free_slot() -> Option<&'static mut Slot> {
    if let Some(slot) = slots().find(|slot| slot.number == 0) {
        return Some(slot);
    }
    let index = MAPPED.load(Relaxed);
    if index >= SLOTS || memory::map_at(place(index) as usize, DISTANCE).is_err() {
        return None;
    }
    MAPPED.store(index + 1, Relaxed);
    slots().last()
}

/// Whether any socket has something left to send, or to say of it.
#[inline]
pub fn is_any() -> bool {
    TAKEN.load(Relaxed) != 0
}

impl Slot {
    fn has_bytes(&self) -> bool {
        self.start < self.end
    }

    fn host(&self) -> Result<Fd> {
        socket_with_rights(self.number, required::WRITE).map(|socket| socket.host)
    }

    /// Sends what the kernel takes.
    fn push(&mut self) {
        while self.has_bytes() {
            let rest = self.bytes.get_mut(self.start as usize..self.end as usize);
            let rest = rest.unwrap_or_default();
            // SAFETY: they are ours, and not touched until the call returns.
            let buffer = unsafe { Buffer::new(rest.as_mut_ptr(), rest.len()) };
            match self.host().and_then(|host| files::write(host, &[buffer])) {
                Ok(count) => self.start += count as u32,
                Err(Errno::EAGAIN) => return,
                Err(errno) => {
                    self.error = errno.number();
                    self.start = self.end;
                }
            }
        }
        if self.is_last {
            let _ = shutdown(self.number, Shutdown::Sending);
        }
        if self.error == 0 {
            self.free();
        }
    }

    fn free(&mut self) {
        self.number = 0;
        TAKEN.fetch_sub(1, Relaxed);
    }
}

/// Sends through a socket that has nothing left to send. Comes back at once, unless
/// too many others have.
pub fn send(number: u32, buffer: Buffer) -> Result {
    let host = socket_with_rights(number, required::WRITE)?.host;
    let mut rest = buffer;
    while rest.length() > 0 {
        match files::write(host, &[rest]) {
            Ok(count) => rest = rest.skip(count),
            Err(Errno::EAGAIN) if keep(number, rest) => return Ok(()),
            Err(Errno::EAGAIN) => wait_for(host)?,
            Err(errno) => return Err(errno),
        }
    }
    Ok(())
}

/// As [`send`], of bytes of ours.
pub fn send_bytes(number: u32, bytes: &mut [u8]) -> Result {
    // SAFETY: they are ours, and not touched until the call returns.
    send(number, unsafe { Buffer::new(bytes.as_mut_ptr(), bytes.len()) })
}

/// Whether there was room for all of it.
#[cold]
fn keep(number: u32, rest: Buffer) -> bool {
    if rest.length() > MOST {
        return false;
    }
    let Some(slot) = free_slot() else { return false };
    rest.copy_to(&mut slot.bytes);
    (slot.number, slot.start, slot.end) = (number, 0, rest.length() as u32);
    (slot.error, slot.is_last) = (0, false);
    TAKEN.fetch_add(1, Relaxed);
    true
}

fn wait_for(host: Fd) -> Result {
    match wait(&mut [Interest::new(host, Interest::WRITABLE)], None) {
        Ok(_) | Err(Errno::EINTR) => Ok(()),
        Err(errno) => Err(errno),
    }
}

/// Sends more of what is left: whether that was all. An error is told once.
pub fn progress(number: u32) -> Result<bool> {
    let Some(slot) = slot_of(number) else { return Ok(true) };
    if slot.has_bytes() {
        slot.push();
    }
    match (slot.has_bytes(), slot.error) {
        (true, _) => Ok(false),
        (false, 0) => Ok(true),
        (false, error) => {
            slot.free();
            Err(Errno::new(error))
        }
    }
}

/// How many bytes are left.
pub fn count(number: u32) -> usize {
    slot_of(number).map_or(0, |slot| (slot.end - slot.start) as usize)
}

/// Whether the next bytes can be taken, or an error be told.
pub fn is_ready(number: u32) -> bool {
    let Some(slot) = slot_of(number) else { return true };
    if slot.has_bytes() {
        slot.push();
    }
    !slot.has_bytes()
}

/// Waits until everything is sent.
pub fn finish(number: u32) -> Result {
    while !progress(number)? {
        wait_for(socket_with_rights(number, required::WRITE)?.host)?;
    }
    Ok(())
}

/// Shuts the socket down when everything is sent. False where everything is.
pub fn shut_down_after(number: u32) -> bool {
    match slot_of(number) {
        Some(slot) if slot.has_bytes() => {
            slot.is_last = true;
            true
        }
        _ => false,
    }
}

/// Nobody is interested any more: the socket is closed.
pub fn forget(number: u32) {
    if let Some(slot) = slot_of(number) {
        slot.free();
    }
}

/// As [`poll::poll`], and sends what is left meanwhile. Comes back, perhaps with
/// nothing that has happened, when something was sent.
pub fn wait(interests: &mut [Interest], timeout: Option<Timespec>) -> Result<usize> {
    if is_any() && interests.len() <= MOST_INTERESTS {
        return wait_and_send(interests, timeout);
    }
    poll::poll(interests, timeout)
}

#[cold]
#[inline(never)]
fn wait_and_send(interests: &mut [Interest], timeout: Option<Timespec>) -> Result<usize> {
    let nothing = Interest::new(Fd(-1), 0);
    let mut all = [nothing; MOST_INTERESTS + SLOTS as usize];
    let (own, others) = all.split_at_mut(interests.len());
    own.copy_from_slice(interests);
    let waiting = slots().filter(|slot| slot.number != 0 && slot.has_bytes());
    let mut count = 0;
    for (place, host) in others.iter_mut().zip(waiting.filter_map(|slot| slot.host().ok())) {
        *place = Interest::new(host, Interest::WRITABLE);
        count += 1;
    }
    let used = own.len() + count;
    poll::poll(all.get_mut(..used).unwrap_or_default(), timeout)?;
    interests.copy_from_slice(all.get(..interests.len()).unwrap_or_default());
    for slot in slots().filter(|slot| slot.number != 0 && slot.has_bytes()) {
        slot.push();
    }
    Ok(interests.iter().filter(|interest| interest.happened() != 0).count())
}
