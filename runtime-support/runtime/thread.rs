//! What belongs to a thread that runs generated code, but for its state.
//!
//! # Safety
//! A thread's own code and its signal handlers never run at the same time, and
//! no other thread uses its record.
#![allow(unsafe_code)]

use core::cell::UnsafeCell;
use core::sync::atomic::{AtomicUsize, Ordering::Relaxed};

use crate::exception::ExceptionHeap;
use crate::stack::Stack;
use crate::traps::TrapReport;

pub use crate::threads::current;

/// See the module.
pub struct Thread {
    /// What [`crate::arch::recover`] wants; 0 while no generated code runs.
    recovery: AtomicUsize,
    stack: UnsafeCell<Stack>,
    /// What stopped the latest call that was cut short.
    report: &'static Report,
    exceptions: UnsafeCell<ExceptionHeap>,
}

/// Large, so the file does not hold it: it is zero at start.
#[repr(transparent)]
pub struct Report(UnsafeCell<TrapReport>);

impl Report {
    pub const fn new() -> Report {
        Report(UnsafeCell::new(TrapReport::NONE))
    }
}

// SAFETY: see the module.
unsafe impl Sync for Report {}

// SAFETY: see the module.
unsafe impl Sync for Thread {}

impl Thread {
    pub const fn new(stack: Stack, report: &'static Report) -> Thread {
        Thread {
            recovery: AtomicUsize::new(0),
            stack: UnsafeCell::new(stack),
            report,
            exceptions: UnsafeCell::new(ExceptionHeap::EMPTY),
        }
    }

    pub fn recovery(&self) -> usize {
        self.recovery.load(Relaxed)
    }

    pub fn set_recovery(&self, stack_pointer: usize) {
        self.recovery.store(stack_pointer, Relaxed);
    }

    /// Where `arch` stores the stack pointer to recover with.
    pub fn recovery_place(&self) -> *mut usize {
        self.recovery.as_ptr()
    }

    /// The stack of generated code.
    pub fn stack(&self) -> Stack {
        // SAFETY: only this thread writes it.
        unsafe { *self.stack.get() }
    }

    pub fn set_stack(&self, stack: Stack) {
        // SAFETY: nobody holds a reference to it.
        unsafe { *self.stack.get() = stack };
    }

    /// Runs `update` on the report.
    pub fn with_report<R>(&self, update: impl FnOnce(&mut TrapReport) -> R) -> R {
        // SAFETY: callers do not nest: a trap is reported before the next one
        // can happen, and the handlers of faults block each other.
        update(unsafe { &mut *self.report.0.get() })
    }

    /// Runs `update` on the exceptions, which nobody else does meanwhile.
    pub fn with_exceptions<R>(&self, update: impl FnOnce(&mut ExceptionHeap) -> R) -> R {
        // SAFETY: callers do not nest, nor do they run code that can throw.
        update(unsafe { &mut *self.exceptions.get() })
    }
}
