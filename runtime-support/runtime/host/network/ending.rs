//! The signals by which others end the process: what waits here is sent before.
//!
//! The handler interrupts the only thread anywhere, and reads nothing but what
//! [`kept::send_at_end`] does.

use core::sync::atomic::{AtomicBool, Ordering::Relaxed};

use super::{held, kept};
use crate::arch::SignalContext;
use crate::program;
use crate::sys::signal::{self, Action, Signal, SignalInfo};

/// Those that end a process unless it says otherwise, and that others send. Source:
/// signal(7), "Standard signals".
const ENDING: &[Signal] = &[
    Signal::HUP,
    Signal::INT,
    Signal::QUIT,
    Signal::USR1,
    Signal::USR2,
    Signal::ALRM,
    Signal::TERM,
];

static IS_PREPARED: AtomicBool = AtomicBool::new(false);

/// Whether nothing that waits here is lost where somebody ends the process.
#[inline]
pub fn is_prepared() -> bool {
    IS_PREPARED.load(Relaxed)
}

/// Handles the signals that would end the process. Where the program is locked down,
/// that may not be done any more.
#[cold]
pub fn prepare() {
    if program::is_locked_down() {
        return;
    }
    let handled = Action::Handle { handler: on_end, blocked: ENDING };
    let all = ENDING.iter().all(|&signal| match signal::is_default(signal) {
        Ok(true) => signal::set_action(signal, handled).is_ok(),
        Ok(false) => true,
        Err(_) => false,
    });
    IS_PREPARED.store(all, Relaxed);
}

extern "C" fn on_end(signal: Signal, _: *const SignalInfo, _: *mut SignalContext) {
    if let Some(host) = held::held() {
        kept::send_at_end(host);
    }
    // It comes again when the handler returns, and ends the process.
    let _ = signal::set_action(signal, Action::Default);
    signal::send_to_self(signal);
}
