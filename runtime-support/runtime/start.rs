//! From the first instruction to the program: what the compiler could not do.
//! Nothing here depends on the size of the program.
//!
//! # Safety
//! Runs once, before anything else.
#![allow(unsafe_code)]

use crate::abi::cpu::FeatureSet;
use crate::message::Message;
use crate::stack::Stack;
use crate::sys::process::exit_group;
use crate::{arch, flavour, preview1, process, program, regions, thread, traps};

/// The exit status where the program could not be started.
const FAILURE: i32 = 1;

/// Called by the first instructions.
///
/// # Safety
/// `stack` is the stack pointer that the process was started with.
pub unsafe extern "C" fn start(stack: *const usize) -> ! {
    // SAFETY: passed on to our caller.
    unsafe { process::start(stack) };
    match prepare() {
        Ok(()) => flavour::run(),
        Err(()) => exit_group(FAILURE),
    }
}

/// Everything that can fail. An error has been reported.
fn prepare() -> Result<(), ()> {
    if !program::is_complete() {
        report("this executable has no program in it");
        return Err(());
    }
    check_cpu()?;
    traps::start().map_err(|_| report("cannot set up signal handlers"))?;
    regions::start()?;
    let stack = Stack::map(program::program().stack_size)
        .map_err(|_| report("not enough memory or address space for the program's stack"))?;
    thread::current().set_stack(stack);
    preview1::start().map_err(|_| ())
}

fn check_cpu() -> Result<(), ()> {
    let missing = arch::missing_features(FeatureSet(program::program().required_features));
    if missing.is_empty() {
        return Ok(());
    }
    let mut message = Message::from_runtime();
    message.text("this CPU lacks ");
    for (number, feature) in missing.iter().enumerate() {
        message.text(if number == 0 { "" } else { ", " }).text(feature.name());
    }
    message.text("; compile the program for it, with a lower level for `--cpu`").send();
    Err(())
}

fn report(text: &str) {
    Message::from_runtime().text(text).send();
}
