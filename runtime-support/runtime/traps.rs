//! From a fault of the CPU to a trap of the program. Generated code traps by
//! faulting: an undefined instruction, a division that has no result, an access
//! to memory that is not there. A table tells which faults are meant; any other
//! is a bug of ours, and reported as one.
//!
//! # Safety
//! Handlers run on a stack of their own, while the code they interrupted does
//! not run. They allocate nothing and take no locks.
#![allow(unsafe_code)]

use crate::abi::traps::Trap;
use crate::arch::{self, SignalContext};
use crate::backtrace::Backtrace;
use crate::exception;
use crate::message::{print, report};
use crate::program;
use crate::regions;
use crate::stack;
use crate::sys::Errno;
use crate::sys::process::exit_group;
use crate::sys::signal::{self, Action, Signal, SignalInfo};
use crate::thread::{self, Thread};
use crate::threads;

/// Why a call of generated code did not return.
pub struct TrapReport {
    pub trap: Trap,
    /// Of the exception that nobody caught; for that trap alone.
    pub tag: u32,
    pub backtrace: Backtrace,
}

impl TrapReport {
    /// The state before any trap.
    pub const NONE: TrapReport =
        TrapReport { trap: Trap::Unreachable, tag: 0, backtrace: Backtrace::EMPTY };

    /// Tells the user.
    pub fn print(&self) {
        print(&|message| {
            message.text("wasm trap: ").line(Trap::MESSAGES, self.trap as u8);
            if self.trap == Trap::UncaughtException {
                exception::print_tag(self.tag, message.text(": "));
            }
            self.backtrace.print(message);
        });
    }
}

/// The signals of faults. Each waits while another is handled; a fault inside
/// a handler therefore ends the process.
const FAULTS: &[Signal] = &[Signal::ILL, Signal::BUS, Signal::FPE, Signal::SEGV];

/// Sets up the handlers of this process.
pub fn start() -> Result<(), Errno> {
    start_in_thread()?;
    for &fault in FAULTS {
        signal::set_action(fault, Action::Handle { handler: on_fault, blocked: FAULTS })?;
    }
    // A program learns from the error number that nobody reads its output, or that a
    // file may not become longer.
    signal::set_action(Signal::PIPE, Action::Ignore)?;
    signal::set_action(Signal::XFSZ, Action::Ignore)
}

/// Lets the handlers run on the stack that is mapped for them in this thread.
pub fn start_in_thread() -> Result<(), Errno> {
    let bottom = threads::handler_stack() as *mut u8;
    // SAFETY: it is mapped, and used for this alone.
    unsafe { signal::set_alternate_stack(bottom, stack::HANDLER_STACK_SIZE) }
}

/// Stops the running call of generated code. For functions of the runtime that
/// find out what generated code could not.
pub fn raise(trap: Trap) -> ! {
    let thread = thread::current();
    let frame = arch::frame_pointer();
    thread.with_report(|report| {
        report.trap = trap;
        report.backtrace.collect(0, 0, frame, thread.stack());
    });
    // SAFETY: host functions are called by generated code, so a call is running;
    // none of our frames has cleaning up to do, since nothing here ever unwinds.
    unsafe { arch::recover(thread.recovery()) }
}

unsafe extern "C" fn on_fault(
    signal: Signal,
    info: *const SignalInfo,
    context: *mut SignalContext,
) {
    // SAFETY: the kernel gives both to the handler for its own use.
    let (info, context) = unsafe { (&*info, &mut *context) };
    let thread = thread::current();
    let Some(trap) = classify(signal, info, context, thread) else {
        return give_up(signal, info, context);
    };
    thread.with_report(|report| {
        report.trap = trap;
        report.backtrace.collect(
            context.program_counter(),
            context.stack_pointer(),
            context.frame_pointer(),
            thread.stack(),
        );
    });
    // Returning from the handler also restores the signal mask and tells the
    // kernel that the alternate stack is free again.
    context.resume_in_recovery(thread.recovery());
}

/// What a fault means to the program; `None` where it is not the program's.
fn classify(
    signal: Signal,
    info: &SignalInfo,
    context: &SignalContext,
    thread: &Thread,
) -> Option<Trap> {
    // A bus error is a page of a file that cannot be read.
    if thread.recovery() == 0 || !info.is_fault() || signal == Signal::BUS {
        return None;
    }
    if signal == Signal::SEGV && thread.stack().guards(info.address()) {
        return Some(Trap::StackExhausted);
    }
    if signal == Signal::SEGV {
        // The MMU compares for most loads and stores, which have no row in the
        // table: what they touched tells them from faults of ours.
        let in_program = program::code_offset(context.program_counter()).is_some();
        return (in_program && regions::contain(info.address())).then_some(Trap::MemoryOutOfBounds);
    }
    trap_at(context.program_counter())
}

/// The trap that the instruction at this address stands for.
fn trap_at(program_counter: usize) -> Option<Trap> {
    let offset = program::code_offset(program_counter)?;
    let sites = program::trap_sites();
    let place = sites.binary_search_by_key(&offset, |site| site.code_offset).ok()?;
    Trap::from_number(sites.get(place)?.trap)
}

/// Reports a fault that is not the program's, and lets it kill the process.
fn give_up(signal: Signal, info: &SignalInfo, context: &SignalContext) {
    if info.is_fault() {
        report(&|message| {
            message.text("internal error: signal ").decimal(signal.0.into());
            message.text(" at address ").hexadecimal(info.address() as u64);
            message.text(", program counter ").hexadecimal(context.program_counter() as u64);
        });
    }
    // A fault happens again when the handler returns; a signal that somebody
    // sent has to be sent again. Where neither is allowed any more, the status is
    // what a shell shows.
    if signal::set_action(signal, Action::Default).is_err() {
        exit_group(128 + signal.0 as i32);
    }
    if !info.is_fault() {
        signal::send_to_self(signal);
    }
}
