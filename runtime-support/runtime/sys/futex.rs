//! Sleeping until another thread of this process changes a word. Source:
//! futex(2), "Futex operations".

use core::sync::atomic::AtomicU32;

use super::clocks::Timespec;
use super::{Errno, call};
use crate::arch::kernel::SystemCall;

/// Why a thread no longer sleeps.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Awake {
    /// The deadline has passed.
    Deadline,
    /// Anything else: somebody woke it, a signal came, the word had changed, or
    /// for no reason at all. The word has to be looked at again.
    Maybe,
}

const WAIT_BITSET: usize = 9;
const WAKE: usize = 1;
/// The word is in memory that only this process uses as a futex.
const PRIVATE: usize = 128;
const ETIMEDOUT: Errno = Errno::new(110);

/// Sleeps while `word` is `expected`, until `deadline` by the monotonic clock.
pub fn sleep(word: &AtomicU32, expected: u32, deadline: Option<&Timespec>) -> Awake {
    let deadline = deadline.map_or(0, |deadline| core::ptr::from_ref(deadline) as usize);
    let word = word.as_ptr() as usize;
    let every_bit = u32::MAX as usize;
    let arguments = [word, WAIT_BITSET | PRIVATE, expected as usize, deadline, 0, every_bit];
    // SAFETY: the kernel reads the word and the deadline, which outlive the call.
    match unsafe { call(SystemCall::FUTEX, arguments) } {
        Err(ETIMEDOUT) => Awake::Deadline,
        _ => Awake::Maybe,
    }
}

/// Wakes one thread that sleeps on the word at this address. To the kernel it is
/// but a name, so the word may be gone already.
pub fn wake(word: *const AtomicU32) {
    // SAFETY: the kernel looks for sleepers and touches no memory.
    let _ = unsafe { call(SystemCall::FUTEX, [word as usize, WAKE | PRIVATE, 1]) };
}
