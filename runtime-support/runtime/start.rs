//! From the first instruction to the program: what the compiler could not do.
//! Nothing here depends on the size of the program.
//!
//! # Safety
//! Runs once, before anything else.
#![allow(unsafe_code)]

use crate::abi::cpu::{Feature, FeatureSet};
use crate::message::report;
use crate::sys::process::exit_group;
use crate::{
    arch, flavour, lockdown, overriding, preview1, process, program, regions, threads, traps,
};

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
        complain("this executable has no program in it");
        return Err(());
    }
    if !program::is_sound() {
        complain("this executable is damaged: compile or copy it again");
        return Err(());
    }
    check_cpu()?;
    threads::start()
        .map_err(|_| complain("not enough memory or address space for the program's stack"))?;
    traps::start().map_err(|_| complain("cannot set up signal handlers"))?;
    regions::start()?;
    overriding::start()?;
    preview1::start().map_err(|_| ())?;
    lockdown::start()
}

fn check_cpu() -> Result<(), ()> {
    let missing = arch::missing_features(FeatureSet(program::program().required_features));
    if missing.is_empty() {
        return Ok(());
    }
    report(&|message| {
        message.text("this CPU lacks ");
        for (number, feature) in missing.iter().enumerate() {
            message.text(if number == 0 { "" } else { ", " }).line(Feature::NAMES, feature as u8);
        }
        message.text("; compile the program for it, with a lower level for `--cpu`");
    });
    Err(())
}

fn complain(text: &str) {
    report(&|message| {
        message.text(text);
    });
}
