//! Threads that a program starts. Each is an instance of its own, in a slot of its
//! own (`abi/threads.rs`), and when it ends nothing of it is left.
//!
//! Source: the wasi-threads proposal.
//!
//! # Safety
//! A slot belongs to one thread from [`Slot::take`] until it is left, and only
//! this thread uses what is in it, but for who prepares it.
#![allow(unsafe_code)]

mod slot;
mod uses;

use core::mem::offset_of;
use core::sync::atomic::AtomicU32;
use core::sync::atomic::Ordering::Relaxed;

use crate::abi::exceptions::ExceptionRoot;
use crate::abi::threads::RECORD_SIZE;
use crate::arch;
use crate::flavour::end_by_trap;
use crate::lock::Held;
use crate::stack;
use crate::sys::{Errno, Fd, futex, memory, thread};
use crate::thread::{Report, Thread};
use crate::{entry, program, traps};
use slot::Slot;
use uses::{CHANGES, Uses};

pub use uses::close;

/// What the runtime keeps of a thread, at a fixed place in its slot. The thread
/// pointer leads here.
#[repr(C)]
struct Record {
    /// Itself: what the thread pointer points to can be loaded, but not it.
    this: *const Record,
    thread: Thread,
    report: Report,
    slot: Slot,
    uses: Uses,
    /// What the thread is called, and what its creator passed.
    arguments: [u32; 2],
}

const _: () = assert!(size_of::<Record>() as u64 <= RECORD_SIZE);
const _: () = assert!(offset_of!(Record, this) == 0);

/// The result of a thread that could not be started.
const FAILED: i32 = -1;

/// The record of the thread that asks.
#[inline]
pub fn current() -> &'static Thread {
    &record().thread
}

fn record() -> &'static Record {
    // SAFETY: the thread pointer is set before anything else happens in a thread,
    // and the record is there until the thread ends.
    unsafe { &*arch::thread_pointer().cast() }
}

/// Makes this the main thread: maps its slot, and what threads share.
pub fn start() -> Result<(), Errno> {
    memory::map_stack_at(stack::TABLE, stack::TABLE_SIZE)?;
    let slot = Slot::MAIN;
    slot.take_main();
    slot.map()?;
    let record = prepare(slot, [0; 2])?;
    // SAFETY: nothing has used the thread pointer so far.
    unsafe { thread::set_pointer(record.cast()) }
}

/// Makes a mapped slot a thread's: with a record, the state that the program
/// begins with, and tables.
fn prepare(slot: Slot, arguments: [u32; 2]) -> Result<*const Record, Errno> {
    let record = slot.record().cast::<Record>();
    slot.write_state()?;
    // SAFETY: the slot is ours, mapped, and the record in it has room.
    unsafe {
        let report = &raw mut (*record).report;
        report.write(Report::new());
        (&raw mut (*record).thread).write(Thread::new(slot.stack(), &*report));
        (&raw mut (*record).this).write(record);
        (&raw mut (*record).slot).write(slot);
        (&raw mut (*record).uses).write(Uses::new());
        (&raw mut (*record).arguments).write(arguments);
    }
    Ok(record)
}

/// The row is `THREAD_SPAWN` in `abi/host_functions.rs`. Starts a thread that gets
/// `argument`; returns what it is called, or a negative number.
#[unsafe(export_name = "threads_spawn")]
pub extern "C" fn spawn(_memory: usize, argument: u32) -> i32 {
    let Some(slot) = Slot::take() else { return FAILED };
    let name = slot.name();
    if slot.map().is_err() {
        slot.give_back();
        return FAILED;
    }
    let started = prepare(slot, [name, argument]).and_then(|record| {
        // SAFETY: the stack is the new thread's alone, and so is the record.
        unsafe { thread::start(slot.stack().top(), record.cast(), run) }
    });
    if started.is_err() {
        slot.unmap();
        slot.give_back();
        return FAILED;
    }
    name as i32
}

/// The linker script keeps this section.
#[used]
#[unsafe(link_section = ".rodata.kept")]
static SPAWN: crate::exports::Kept = crate::exports::Kept(spawn as *const ());

/// What a thread does: everything.
unsafe extern "C" fn run() -> ! {
    let Record { slot, arguments, .. } = record();
    let plan = program::thread_plan();
    let entry = program::entries().get(plan.entry as usize).expect("the compiler adds it");
    // Nothing that the kernel could refuse.
    let _ = traps::start_in_thread();
    match entry::call(entry, &mut arguments.map(u128::from)) {
        Ok(()) => slot.leave(),
        Err(_trap) => end_by_trap(),
    }
}

/// Where the signal handlers' stack of this thread is.
pub fn handler_stack() -> usize {
    record().slot.handler_stack()
}

/// Where the stack of generated code ends when the thread first calls it; 0 where
/// it goes on from where it is.
pub fn entry_stack() -> usize {
    if record().slot.is_main() { current().stack().top() } else { 0 }
}

/// Where the thread's exceptions are.
pub fn exceptions() -> usize {
    record().slot.exceptions()
}

/// Where a root is.
pub fn root_place(root: &ExceptionRoot) -> *const u8 {
    record().slot.state().wrapping_offset(root.place as isize)
}

/// Keeps other threads from changing the table of descriptors.
pub fn hold_descriptors() -> Held<'static> {
    CHANGES.hold()
}

/// Keeps a descriptor, which is in the table that the caller holds, from being
/// closed until the host function ends.
pub fn use_descriptor(fd: Fd) {
    record().uses.begin(fd);
}

/// Whether there can be so many descriptors that this is one of them.
pub fn can_use(fd: Fd) -> bool {
    (fd.0 as usize) < uses::NUMBERS
}

/// The running host function ends.
pub fn end_host_call() {
    record().uses.end();
}

/// Returns to the first thread that wants to end the process. It has the word:
/// the others wait for the end.
pub fn claim_end() {
    // In the file, though it is zero: kernels before 6.7 mistreat a segment that
    // has no bytes there, and the stub's writable segment has no others.
    #[unsafe(link_section = ".data.threads")]
    static ENDING: AtomicU32 = AtomicU32::new(0);
    if ENDING.swap(1, Relaxed) != 0 {
        loop {
            futex::sleep(&ENDING, 1, None);
        }
    }
}
