//! What the kernel is told of an executable: from what it is linked with and what
//! was granted comes a ready filter of system calls, and what Landlock is for.

mod evaluate;
mod filter;
mod permitted;
mod reach;
mod tree;

use wasi2native_runtime_support::Capabilities;
use wasi2native_runtime_support::abi::capabilities::{Access, Capabilities as Granted, NetworkAct};
use wasi2native_runtime_support::abi::lockdown::{
    FilterInstruction, LockdownPlan, NEWEST_LANDLOCK,
};
use wasi2native_runtime_support::abi::ports;
use wasi2native_runtime_support::abi::system_calls::{
    ALWAYS, LOOKUP, NETWORKED, REFUSED, SERVING, SystemCall, SystemCalls, THREADED, WITH_FOLDERS,
};

pub use permitted::{Permitted, permitted};
pub use reach::Reached;

use crate::error::Result;
use crate::options::{Lockdown, Options};

/// What an executable is locked down to.
#[derive(Debug, Default)]
pub struct Plan {
    pub filter: Vec<FilterInstruction>,
    /// See [`LockdownPlan`].
    pub newest_landlock: u32,
    pub flags: u32,
}

/// The system calls that a program can need: those of the host functions and
/// builtins that it reaches, as far as its rights let them be made.
pub fn system_calls(reached: &Reached, capabilities: &Capabilities) -> SystemCalls {
    let mut calls = reached.system_calls().union(ALWAYS);
    if reached.starts_threads() {
        calls = calls.union(THREADED);
    }
    if capabilities.folders.is_empty() && !capabilities.allow_override {
        calls = calls.without(WITH_FOLDERS);
    }
    if reached.uses_sockets() {
        calls = calls.union(NETWORKED);
    }
    if capabilities.serve.is_some() {
        calls = calls.union(SERVING);
    }
    if reached.looks_up_names() {
        // In files that no grant names.
        calls = calls.union(LOOKUP);
    }
    calls
}

/// What the options ask for.
///
/// # Errors
/// A filter that is too long, a bug of ours.
pub fn plan(reached: &Reached, options: &Options) -> Result<Plan> {
    let mut flags = match options.lockdown {
        Lockdown::Off => return Ok(Plan::default()),
        Lockdown::On => LockdownPlan::WANTED,
        Lockdown::Required => LockdownPlan::WANTED | LockdownPlan::REQUIRED,
    };
    let capabilities = &options.capabilities;
    let calls = system_calls(reached, capabilities);
    let moves = [SystemCall::LINKAT, SystemCall::RENAMEAT];
    let can_change = capabilities.allow_override
        || capabilities.folders.iter().any(|folder| folder.access == Access::ReadWrite);
    if can_change && moves.iter().any(|&call| calls.contains(call)) {
        flags |= LockdownPlan::MOVES_FILES;
    }
    let filter = filter::filter(calls, REFUSED.without(calls))?;
    if !reached.looks_up_names() && restricts_folders(calls, capabilities) {
        flags |= LockdownPlan::RESTRICTS_FOLDERS;
    }
    if restricts_ports(calls, capabilities) {
        flags |= LockdownPlan::RESTRICTS_PORTS;
    }
    let uses_landlock = flags & (LockdownPlan::RESTRICTS_FOLDERS | LockdownPlan::RESTRICTS_PORTS);
    let newest_landlock = if uses_landlock != 0 { NEWEST_LANDLOCK } else { 0 };
    Ok(Plan { filter, newest_landlock, flags })
}

/// Whether Landlock has anything to forbid: the program can open names, and not
/// all there are. Where names of hosts are looked up, it is left alone: which files
/// that takes, and where they are, may change while the program runs.
fn restricts_folders(calls: SystemCalls, capabilities: &Capabilities) -> bool {
    let opens = calls.contains(SystemCall::OPENAT) || calls.contains(SystemCall::OPENAT2);
    let is_everything = capabilities
        .folders
        .iter()
        .any(|folder| folder.host == b"/" && folder.access == Access::ReadWrite);
    opens && (!is_everything || capabilities.allow_override)
}

/// Whether Landlock has ports to forbid: the program can use some, and not all there
/// are.
fn restricts_ports(calls: SystemCalls, capabilities: &Capabilities) -> bool {
    let uses_any = calls.contains(SystemCall::CONNECT) || calls.contains(SystemCall::BIND);
    let encoded = capabilities.encode();
    let decoded = Granted::decode(&encoded).expect("we have just encoded it");
    let acts = [NetworkAct::Connect, NetworkAct::Listen];
    let is_limited = acts.iter().any(|&act| ports::granted(&decoded, act).is_some());
    uses_any && (is_limited || capabilities.allow_override)
}
