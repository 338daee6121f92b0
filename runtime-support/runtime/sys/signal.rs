//! Signals and the stack that handlers run on.
//!
//! # Safety
//! Structures have the kernel's layout, not a C library's. Source:
//! `asm-generic/signal.h`, `asm/signal.h`, `asm-generic/siginfo.h`.

use super::process::{process_id, thread_id};
use super::{Errno, call};
use crate::arch::kernel::SystemCall;
use crate::arch::{self, SignalContext};

/// The number of a signal. Source: signal(7), "Standard signals".
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(transparent)]
pub struct Signal(pub u32);

impl Signal {
    pub const ILL: Signal = Signal(4);
    pub const ABRT: Signal = Signal(6);
    pub const BUS: Signal = Signal(7);
    pub const FPE: Signal = Signal(8);
    pub const SEGV: Signal = Signal(11);
    pub const PIPE: Signal = Signal(13);
    pub const XFSZ: Signal = Signal(25);
    #[cfg(part = "network")]
    pub const HUP: Signal = Signal(1);
    #[cfg(part = "network")]
    pub const INT: Signal = Signal(2);
    #[cfg(part = "network")]
    pub const QUIT: Signal = Signal(3);
    #[cfg(part = "http")]
    pub const KILL: Signal = Signal(9);
    #[cfg(part = "network")]
    pub const USR1: Signal = Signal(10);
    #[cfg(part = "network")]
    pub const USR2: Signal = Signal(12);
    #[cfg(part = "network")]
    pub const ALRM: Signal = Signal(14);
    #[cfg(part = "network")]
    pub const TERM: Signal = Signal(15);
    #[cfg(part = "http")]
    pub const CHILD: Signal = Signal(17);
    pub const SYS: Signal = Signal(31);
}

/// Why a signal came: the beginning of `siginfo_t`.
#[repr(C)]
pub struct SignalInfo {
    number: i32,
    error: i32,
    code: i32,
    padding: i32,
    /// Of what the CPU could not do, or of the call; meaningful for those alone.
    address: usize,
    /// The number of the call that a filter forbids.
    forbidden_call: u32,
}

impl SignalInfo {
    /// Whether the CPU or a filter raised it, rather than another process. Source:
    /// sigaction(2), "The si_code field".
    pub fn is_fault(&self) -> bool {
        self.code > 0
    }

    pub fn address(&self) -> usize {
        self.address
    }

    pub fn forbidden_call(&self) -> u32 {
        self.forbidden_call
    }
}

pub type Handler = unsafe extern "C" fn(Signal, *const SignalInfo, *mut SignalContext);

/// What happens when a signal arrives.
#[derive(Clone, Copy)]
pub enum Action {
    Default,
    Ignore,
    /// Runs on the alternate stack; the given signals wait meanwhile.
    Handle {
        handler: Handler,
        blocked: &'static [Signal],
    },
}

/// `struct sigaction` of the kernel.
#[repr(C)]
struct KernelAction {
    handler: usize,
    flags: u64,
    restorer: usize,
    mask: u64,
}

const SA_SIGINFO: u64 = 4;
const SA_RESTORER: u64 = 0x0400_0000;
const SA_ONSTACK: u64 = 0x0800_0000;

/// sigaction(2).
pub fn set_action(signal: Signal, action: Action) -> Result<(), Errno> {
    let kernel_action = match action {
        Action::Default => KernelAction { handler: 0, flags: 0, restorer: 0, mask: 0 },
        Action::Ignore => KernelAction { handler: 1, flags: 0, restorer: 0, mask: 0 },
        Action::Handle { handler, blocked } => KernelAction {
            handler: handler as usize,
            flags: SA_SIGINFO | SA_ONSTACK | SA_RESTORER,
            restorer: arch::return_from_signal as *const () as usize,
            mask: blocked.iter().fold(0, |mask, signal| mask | 1 << (signal.0 - 1)),
        },
    };
    let new = &raw const kernel_action as usize;
    // SAFETY: the kernel reads a structure of its layout. What the handler needs
    // is its author's business.
    unsafe { call(SystemCall::RT_SIGACTION, [signal.0 as usize, new, 0, 8]).map(drop) }
}

/// Whether a signal does what it does by default. Source: sigaction(2).
#[cfg(part = "network")]
pub fn is_default(signal: Signal) -> Result<bool, Errno> {
    let mut action = KernelAction { handler: 0, flags: 0, restorer: 0, mask: 0 };
    let old = &raw mut action as usize;
    // SAFETY: the kernel writes a structure of its layout.
    unsafe { call(SystemCall::RT_SIGACTION, [signal.0 as usize, 0, old, 8]) }?;
    Ok(action.handler == 0)
}

/// Signals as the kernel counts them. Source: rt_sigprocmask(2).
#[cfg(part = "http")]
#[derive(Clone, Copy)]
#[repr(transparent)]
pub struct SignalSet(u64);

#[cfg(part = "http")]
impl SignalSet {
    pub const fn of(signals: &[Signal]) -> SignalSet {
        let (mut set, mut index) = (0, 0);
        while index < signals.len() {
            set |= 1 << (signals[index].0 - 1);
            index += 1;
        }
        SignalSet(set)
    }

    pub(super) fn address(&self) -> usize {
        core::ptr::from_ref(self) as usize
    }

    /// In bytes, as the kernel wants to be told.
    pub(super) const SIZE: usize = size_of::<SignalSet>();
}

/// Lets these signals wait, and no others. Source: rt_sigprocmask(2).
#[cfg(part = "http")]
pub fn block(signals: SignalSet) -> Result<(), Errno> {
    const SIG_SETMASK: usize = 2;
    let arguments = [SIG_SETMASK, signals.address(), 0, SignalSet::SIZE];
    // SAFETY: the kernel only reads the set.
    unsafe { call(SystemCall::RT_SIGPROCMASK, arguments) }.map(drop)
}

/// Takes the next of these signals, which are blocked. Source: rt_sigtimedwait(2).
#[cfg(part = "http")]
pub fn wait_for(signals: SignalSet) -> Result<Signal, Errno> {
    let arguments = [signals.address(), 0, 0, SignalSet::SIZE];
    // SAFETY: the kernel only reads the set.
    let number = unsafe { super::call_uninterrupted(SystemCall::RT_SIGTIMEDWAIT, arguments) }?;
    Ok(Signal(number as u32))
}

/// `stack_t`.
#[repr(C)]
struct SignalStack {
    base: usize,
    flags: i32,
    padding: i32,
    size: usize,
}

/// sigaltstack(2).
///
/// # Safety
/// Nothing else ever uses these bytes.
pub unsafe fn set_alternate_stack(base: *mut u8, size: usize) -> Result<(), Errno> {
    let stack = SignalStack { base: base as usize, flags: 0, padding: 0, size };
    // SAFETY: the kernel reads a structure of its layout; our caller answers for
    // the memory.
    unsafe { call(SystemCall::SIGALTSTACK, [&raw const stack as usize, 0]).map(drop) }
}

/// Sends a signal to the calling thread. Source: tgkill(2).
pub fn send_to_self(signal: Signal) {
    let arguments = [process_id(), thread_id(), signal.0 as usize];
    // SAFETY: touches no memory.
    let _ = unsafe { call(SystemCall::TGKILL, arguments) };
}
