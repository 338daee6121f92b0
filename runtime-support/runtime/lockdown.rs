//! Tells the kernel what the program may do, so that it stops us where our own
//! checks would fail. The last thing before the program's first instruction: what
//! start-up itself needs is no longer allowed afterwards.
//!
//! # Safety
//! The handler runs on a stack of its own, allocates nothing and takes no locks.
#![allow(unsafe_code)]

use crate::abi::capabilities::Access;
#[cfg(part = "network")]
use crate::abi::capabilities::NetworkAct;
use crate::abi::lockdown::{
    FolderRights, LockdownPlan, SCOPES, SCOPES_SINCE, TCP_RIGHTS, TCP_SINCE,
};
#[cfg(part = "network")]
use crate::abi::ports;
use crate::arch::SignalContext;
use crate::host::grants;
use crate::message::report;
use crate::program;
use crate::sys::Errno;
use crate::sys::lockdown::{self, Handled, Rules};
use crate::sys::process::exit_group;
use crate::sys::signal::{self, Action, Signal, SignalInfo};

/// Why the process is not locked down.
enum Failure {
    /// The kernel lacks this.
    Missing(&'static str),
    Failed(Errno),
}

impl From<Errno> for Failure {
    fn from(errno: Errno) -> Failure {
        Failure::Failed(errno)
    }
}

/// Locks the process down as far as the kernel can. An error has been reported.
pub fn start() -> Result<(), ()> {
    let plan = &program::program().lockdown;
    if !plan.has(LockdownPlan::WANTED) {
        return Ok(());
    }
    lockdown::give_up_new_privileges().map_err(|errno| complain(&Failure::Failed(errno)))?;
    let steps = [
        restrict_folders,
        #[cfg(part = "network")]
        restrict_ports,
        filter_system_calls,
    ];
    for step in steps {
        match step(plan) {
            Err(Failure::Missing(_)) if !plan.has(LockdownPlan::REQUIRED) => {}
            result => result.map_err(|failure| complain(&failure))?,
        }
    }
    Ok(())
}

#[cold]
fn complain(failure: &Failure) {
    report(&|message| {
        message.text("cannot be locked down: ");
        match failure {
            Failure::Missing(what) => message
                .text("this kernel has no ")
                .text(what)
                .text(", and the program was compiled with --require-lockdown"),
            Failure::Failed(Errno::EMFILE) => message.text("too many open files"),
            Failure::Failed(errno) => message.text("error ").decimal(errno.number().into()),
        };
    });
}

/// Forbids what leads out of the granted folders. What is open already, as standard
/// input and output, stays as it is.
fn restrict_folders(plan: &LockdownPlan) -> Result<(), Failure> {
    if !plan.has(LockdownPlan::RESTRICTS_FOLDERS) {
        return Ok(());
    }
    let version = lockdown::landlock_version().min(plan.newest_landlock);
    if version == 0 {
        return Err(Failure::Missing("Landlock"));
    }
    // landlock(7), "LANDLOCK_ACCESS_FS_REFER": the first version would break what
    // the program may do.
    if version == 1 && plan.has(LockdownPlan::MOVES_FILES) {
        return Err(Failure::Missing("Landlock that lets files move between folders"));
    }
    let handled = FolderRights::of_version(version);
    let since = |first, rights| if version >= first { rights } else { 0 };
    let uses_network = grants::capabilities().is_some_and(|all| all.uses_network());
    let rules = Rules::new(&Handled {
        in_folders: handled.0,
        network: if uses_network { 0 } else { since(TCP_SINCE, TCP_RIGHTS) },
        scopes: if uses_network { 0 } else { since(SCOPES_SINCE, SCOPES) },
    })?;
    grants::for_each_folder(&mut |folder, access| {
        let allowed = match access {
            Access::ReadWrite => handled.without(FolderRights::EXECUTING),
            Access::ReadOnly => handled.intersection(FolderRights::READING),
        };
        rules.allow(folder, allowed.0)
    })?;
    rules.obey()?;
    Ok(())
}

/// Forbids TCP ports that are not granted: apart from folders, so that kernels which
/// cannot do this still restrict those.
#[cfg(part = "network")]
fn restrict_ports(plan: &LockdownPlan) -> Result<(), Failure> {
    let Some(capabilities) = grants::capabilities() else { return Ok(()) };
    let acts = [NetworkAct::Connect, NetworkAct::Listen];
    let is_restricted = |&act: &NetworkAct| ports::granted(&capabilities, act).is_some();
    let handled =
        acts.iter().copied().filter(is_restricted).fold(0, |all, act| all | ports::right(act));
    if !plan.has(LockdownPlan::RESTRICTS_PORTS) || handled == 0 {
        return Ok(());
    }
    if lockdown::landlock_version().min(plan.newest_landlock) < TCP_SINCE {
        return Err(Failure::Missing("Landlock for TCP ports"));
    }
    let rules = Rules::new(&Handled { in_folders: 0, network: handled, scopes: 0 })?;
    for act in acts {
        for port in ports::granted(&capabilities, act).into_iter().flatten().flatten() {
            rules.allow_port(port, ports::right(act))?;
        }
    }
    rules.obey()?;
    Ok(())
}

/// Forbids all system calls but those that the program needs.
fn filter_system_calls(_: &LockdownPlan) -> Result<(), Failure> {
    signal::set_action(Signal::SYS, Action::Handle { handler: on_forbidden_call, blocked: &[] })?;
    lockdown::filter_system_calls(program::filter()).map_err(|errno| {
        // A filter that the kernel does not take, but not for want of filters, is
        // damaged.
        if lockdown::knows_filters() { Failure::Failed(errno) } else { Failure::Missing("seccomp") }
    })
}

/// The program, or the runtime for it, has tried what it does not need.
unsafe extern "C" fn on_forbidden_call(
    signal: Signal,
    info: *const SignalInfo,
    _: *mut SignalContext,
) {
    // SAFETY: the kernel gives it to the handler for its own use.
    let info = unsafe { &*info };
    if info.is_fault() {
        report(&|message| {
            message.text("internal error: system call ").decimal(info.forbidden_call().into());
            message.text(" at address ").hexadecimal(info.address() as u64);
            message.text(", which this program cannot need and may not make");
        });
    }
    // What a shell shows for the signal.
    exit_group(128 + signal.0 as i32)
}
