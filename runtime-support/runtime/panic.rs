//! What happens when the runtime finds that it has a bug.

use core::panic::PanicInfo;

use crate::message::report;
use crate::sys::process::exit_group;
use crate::sys::signal::{self, Action, Signal};

/// The message of a panic is left out: it would bring `core::fmt` with it.
#[panic_handler]
fn panic(info: &PanicInfo<'_>) -> ! {
    // Nothing but the place is passed on: otherwise the message would be kept,
    // and its code with it.
    let location = info.location().map(|location| (location.file(), location.line()));
    report(&|message| {
        message.text("internal error");
        if let Some((file, line)) = location {
            message.text(" at ").text(file).text(":").decimal(line.into());
        }
    });
    abort()
}

/// Dies by `SIGABRT`, which leaves a core dump where those are wanted.
pub fn abort() -> ! {
    let _ = signal::set_action(Signal::ABRT, Action::Default);
    signal::send_to_self(Signal::ABRT);
    // Only where the signal is blocked, which we inherit.
    exit_group(134)
}
