//! The end of the process, and signals to it.

use super::Result;
use crate::guest::Guest;
use crate::host;
use crate::sys::signal::{self, Action, Signal};
use crate::sys::{Errno, process};
use crate::threads;

/// Preview1, `proc_exit`. The kernel passes the low eight bits on.
pub fn proc_exit(_: Guest, code: u32) -> ! {
    threads::claim_end();
    host::release_held();
    process::exit_group(code as i32)
}

/// Preview1, `proc_raise`.
pub fn proc_raise(_: Guest, signal: u32) -> Result {
    let number = match SIGNALS.get(signal as usize) {
        Some(&number) if number != 0 => Signal(u32::from(number)),
        _ => return Err(Errno::EINVAL),
    };
    // Our handlers for the first tell traps from bugs of ours, and the last is ignored
    // for the sake of its error number. This is neither, so the kernel's own action is
    // what the program asks for.
    if matches!(number, Signal::ILL | Signal::BUS | Signal::FPE | Signal::SEGV | Signal::XFSZ) {
        signal::set_action(number, Action::Default)?;
    }
    host::release_held();
    signal::send_to_self(number);
    Ok(())
}

/// The kernel's number of each `$signal` of preview 1. Source: signal(7),
/// "Signal numbering for standard signals". `none`, which other systems use to
/// ask whether a process exists, is not sent.
static SIGNALS: [u8; 31] = [
    0,  // none
    1,  // hup
    2,  // int
    3,  // quit
    4,  // ill
    5,  // trap
    6,  // abrt
    7,  // bus
    8,  // fpe
    9,  // kill
    10, // usr1
    11, // segv
    12, // usr2
    13, // pipe
    14, // alrm
    15, // term
    17, // chld
    18, // cont
    19, // stop
    20, // tstp
    21, // ttin
    22, // ttou
    23, // urg
    24, // xcpu
    25, // xfsz
    26, // vtalrm
    27, // prof
    28, // winch
    29, // poll
    30, // pwr
    31, // sys
];
