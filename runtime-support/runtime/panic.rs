//! What happens when the runtime finds that it has a bug.

use core::panic::PanicInfo;

use crate::message::Message;
use crate::sys::process::exit_group;
use crate::sys::signal::{self, Action, Signal};

/// The message of a panic is left out: it would bring `core::fmt` with it.
#[panic_handler]
fn panic(info: &PanicInfo<'_>) -> ! {
    let mut message = Message::from_runtime();
    message.text("internal error");
    if let Some(location) = info.location() {
        message.text(" at ").text(location.file()).text(":").decimal(location.line().into());
    }
    message.send();
    abort()
}

/// Dies by `SIGABRT`, which leaves a core dump where those are wanted.
pub fn abort() -> ! {
    let _ = signal::set_action(Signal::ABRT, Action::Default);
    signal::send_to_self(Signal::ABRT);
    // Only where the signal is blocked, which we inherit.
    exit_group(134)
}
