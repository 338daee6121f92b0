//! The slots of threads: which are in use, and what is where in each.
//!
//! # Safety
//! Addresses are the compiler's. Who has taken a slot is alone in it.
#![allow(unsafe_code)]

use core::sync::atomic::Ordering::{Acquire, Relaxed, Release};
use core::sync::atomic::{AtomicU16, AtomicU64};

use crate::abi::records::{REFERENCE_SIZE, TableRecord};
use crate::abi::threads::{HANDLERS_SIZE, RECORD_SIZE};
use crate::arch;
use crate::program;
use crate::stack::{HANDLER_STACK_SIZE, PAGE, Stack};
use crate::sys::{Errno, memory};

const _: () = assert!(HANDLER_STACK_SIZE as u64 <= HANDLERS_SIZE);

/// As many as the compiler plans at most.
const MOST: usize = 1 << 16;

/// A bit for each slot that somebody has.
#[unsafe(link_section = ".bss.large")]
static TAKEN: [AtomicU64; MOST / 64] = [const { AtomicU64::new(0) }; MOST / 64];

/// How often each slot has been taken.
#[unsafe(link_section = ".bss.large")]
static TIMES: [AtomicU16; MOST] = [const { AtomicU16::new(0) }; MOST];

/// The number of a slot.
#[derive(Clone, Copy)]
pub struct Slot(u32);

impl Slot {
    pub const MAIN: Slot = Slot(0);

    /// A slot that nobody has, the lowest: what was used before is warm.
    pub fn take() -> Option<Slot> {
        let count = program::thread_plan().slot_count as u32;
        for (index, word) in (0..).zip(&TAKEN) {
            loop {
                let bit = word.load(Relaxed).trailing_ones();
                if bit == u64::BITS {
                    break;
                }
                if word.fetch_or(1 << bit, Acquire) & 1 << bit == 0 {
                    let slot = Slot(index * u64::BITS + bit);
                    if slot.0 < count {
                        return Some(slot);
                    }
                    slot.give_back();
                    return None;
                }
            }
        }
        None
    }

    /// Takes this slot, the main thread's.
    pub fn take_main(self) {
        self.word().fetch_or(self.bit(), Relaxed);
    }

    /// Lets others have the slot, in which nothing is mapped.
    pub fn give_back(self) {
        self.word().fetch_and(!self.bit(), Release);
    }

    /// What a thread in this slot is called: a positive number below 2^29, as the
    /// proposal wants it. No two threads that run at the same time have the same,
    /// and those that follow each other in a slot have different ones, 8192 of
    /// them. To be called once, by who has taken the slot.
    pub fn name(self) -> u32 {
        let times = TIMES.get(self.0 as usize).map_or(0, |times| times.fetch_add(1, Relaxed));
        (u32::from(times) % (1 << 13)) << 16 | self.0
    }

    pub fn is_main(self) -> bool {
        self.0 == Slot::MAIN.0
    }

    /// Maps the stack, and what lies above it.
    pub fn map(self) -> Result<(), Errno> {
        let bottom = self.bottom();
        memory::map_stack_at(bottom, self.end() - bottom)
    }

    /// Unmaps whatever is in the slot. Not for the thread that runs there.
    pub fn unmap(self) {
        // SAFETY: nobody uses it any more.
        unsafe { memory::unmap(self.start(), self.size()) };
    }

    /// Ends the thread that runs in this slot, whose own it was. The slot is
    /// given back when nothing is in it any more, not even this stack.
    pub fn leave(self) -> ! {
        // SAFETY: the caller is the thread, and done with everything in the slot.
        unsafe { arch::leave_thread(self.start(), self.size(), self.word().as_ptr(), !self.bit()) }
    }

    /// Writes the state with which a thread begins.
    pub fn write_state(self) -> Result<(), Errno> {
        let initial = program::thread_state();
        let state = self.state();
        // SAFETY: the slot is mapped, and so many bytes are the state's.
        unsafe { state.copy_from_nonoverlapping(initial.as_ptr(), initial.len()) };
        for &offset in program::thread_tables() {
            // SAFETY: the compiler has put a table's record there.
            let table = unsafe { &mut *state.add(offset as usize).cast::<TableRecord>() };
            table.base += self.start() as u64;
            let size = table.length as usize * REFERENCE_SIZE;
            if size > 0 {
                memory::map_at(table.base as usize, size.next_multiple_of(PAGE))?;
            }
        }
        Ok(())
    }

    pub fn stack(self) -> Stack {
        Stack::new(self.bottom(), self.state() as usize)
    }

    /// The thread's state, and one past its stack.
    pub fn state(self) -> *mut u8 {
        (self.record() as usize - program::thread_state().len()) as *mut u8
    }

    pub fn record(self) -> *mut u8 {
        (self.handler_stack() - RECORD_SIZE as usize) as *mut u8
    }

    pub fn handler_stack(self) -> usize {
        self.end() - HANDLERS_SIZE as usize
    }

    pub fn exceptions(self) -> usize {
        self.start() + program::thread_plan().exceptions as usize
    }

    /// The lowest address of the stack.
    fn bottom(self) -> usize {
        let size = program::program().stack_size as usize;
        (self.state() as usize - size) / PAGE * PAGE
    }

    fn start(self) -> usize {
        program::thread_plan().first_slot as usize + self.0 as usize * self.size()
    }

    fn end(self) -> usize {
        self.start() + self.size()
    }

    fn size(self) -> usize {
        program::thread_plan().slot_size as usize
    }

    fn word(self) -> &'static AtomicU64 {
        &TAKEN[(self.0 / u64::BITS) as usize % TAKEN.len()]
    }

    fn bit(self) -> u64 {
        1 << (self.0 % u64::BITS)
    }
}
