//! The flavour for programs: runs the main entry, once.

use crate::entry;
use crate::host;
use crate::message::report;
use crate::program;
use crate::sys::process::exit_group;
use crate::thread;
use crate::threads;

/// What shells show for `SIGABRT`, and what `wasmtime` exits with.
const TRAPPED: i32 = 134;

pub fn run() -> ! {
    let Some(main) = program::entries().first() else {
        report(&|message| {
            message.text("the program has no entry");
        });
        exit_group(1)
    };
    #[cfg(part = "http")]
    crate::server::run();
    // A main entry has neither arguments nor results.
    match entry::call(main, &mut []) {
        Ok(()) => {
            threads::claim_end();
            host::release_held();
            exit_group(0)
        }
        Err(_trap) => end_by_trap(),
    }
}

/// Tells what stopped this thread, and ends the process.
#[inline(always)]
pub fn end_by_trap() -> ! {
    threads::claim_end();
    host::release_held();
    thread::current().with_report(|report| report.print());
    exit_group(TRAPPED)
}
