//! The way into the kernel, with a place where tests can answer in its stead.

use std::cell::RefCell;

use crate::random::Random;

#[allow(dead_code)]
#[path = "../../../runtime-support/runtime/arch/x86_64_kernel.rs"]
pub mod kernel;
#[path = "../../../runtime-support/runtime/arch/x86_64_syscall.rs"]
mod real;

/// Answers a system call by its number and arguments, or leaves it to the kernel.
pub type Rule = Box<dyn FnMut(usize, &[usize; 6]) -> Option<isize>>;

thread_local! {
    static RULES: RefCell<Vec<Rule>> = const { RefCell::new(Vec::new()) };
}

/// While it lives, this thread's system calls pass a rule; the newest is asked
/// first.
pub struct Injected(());

impl Injected {
    pub fn new(rule: impl FnMut(usize, &[usize; 6]) -> Option<isize> + 'static) -> Injected {
        RULES.with_borrow_mut(|rules| rules.push(Box::new(rule)));
        Injected(())
    }

    /// A signal now and then, in the calls that the runtime repeats.
    pub fn interruptions(mut random: Random) -> Injected {
        const EINTR: isize = 4;
        let repeated = [
            kernel::OPENAT,
            kernel::OPENAT2,
            kernel::STATX,
            kernel::READLINKAT,
            kernel::UTIMENSAT,
            kernel::GETDENTS64,
            kernel::PREAD64,
            kernel::FTRUNCATE,
        ];
        Injected::new(move |number, _| {
            (repeated.contains(&number) && random.chance(1, 8)).then_some(-EINTR)
        })
    }

    /// A kernel that resolves no paths. Of its errors this is the one that is
    /// not remembered, so that the next path may be resolved by the kernel.
    pub fn without_openat2() -> Injected {
        const EAGAIN: isize = 11;
        Injected::new(|number, _| (number == kernel::OPENAT2).then_some(-EAGAIN))
    }
}

impl Drop for Injected {
    fn drop(&mut self) {
        RULES.with_borrow_mut(|rules| rules.pop());
    }
}

/// # Safety
/// As for the runtime's own.
pub unsafe fn syscall(number: usize, arguments: [usize; 6]) -> isize {
    let answer = RULES
        .with_borrow_mut(|rules| rules.iter_mut().rev().find_map(|rule| rule(number, &arguments)));
    // SAFETY: passed on to our caller.
    answer.unwrap_or_else(|| unsafe { real::syscall(number, arguments) })
}

/// No handler is ever set here.
pub struct SignalContext;

pub fn return_from_signal() {}
