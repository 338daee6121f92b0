//! Giving up what the process could do, for good.
//!
//! # Safety
//! The kernel only reads what is passed, and copies it.

use super::{Errno, Fd, OwnedFd, call};
use crate::abi::lockdown::FilterInstruction;
use crate::arch::kernel::SystemCall;

/// prctl(2), `PR_SET_NO_NEW_PRIVS`: needed before the others.
pub fn give_up_new_privileges() -> Result<(), Errno> {
    const PR_SET_NO_NEW_PRIVS: usize = 38;
    // SAFETY: touches no memory.
    unsafe { call(SystemCall::PRCTL, [PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0]) }.map(drop)
}

/// seccomp(2), `SECCOMP_SET_MODE_FILTER`. Mitigations of speculation stay as they
/// are: there is nobody else's secret in the process.
pub fn filter_system_calls(filter: &[FilterInstruction]) -> Result<(), Errno> {
    const SECCOMP_SET_MODE_FILTER: usize = 1;
    const SECCOMP_FILTER_FLAG_SPEC_ALLOW: usize = 4;
    /// `struct sock_fprog`.
    #[repr(C)]
    struct Filter {
        length: u16,
        instructions: *const FilterInstruction,
    }
    let length = u16::try_from(filter.len()).map_err(|_| Errno::EINVAL)?;
    let filter = Filter { length, instructions: filter.as_ptr() };
    let filter = &raw const filter as usize;
    let arguments = [SECCOMP_SET_MODE_FILTER, SECCOMP_FILTER_FLAG_SPEC_ALLOW, filter];
    // SAFETY: the filter outlives the call.
    unsafe { call(SystemCall::SECCOMP, arguments) }.map(drop)
}

/// Whether the kernel knows filters: seccomp(2), `SECCOMP_GET_ACTION_AVAIL`.
pub fn knows_filters() -> bool {
    const SECCOMP_GET_ACTION_AVAIL: usize = 2;
    let action = FilterInstruction::SIGNAL;
    let arguments = [SECCOMP_GET_ACTION_AVAIL, 0, &raw const action as usize];
    // SAFETY: the kernel reads a word.
    unsafe { call(SystemCall::SECCOMP, arguments) }.is_ok()
}

/// landlock_create_ruleset(2), `LANDLOCK_CREATE_RULESET_VERSION`: 0 where the kernel
/// has none.
pub fn landlock_version() -> u32 {
    const LANDLOCK_CREATE_RULESET_VERSION: usize = 1;
    // SAFETY: touches no memory.
    unsafe { call(SystemCall::LANDLOCK_CREATE_RULESET, [0, 0, LANDLOCK_CREATE_RULESET_VERSION]) }
        .map_or(0, |version| version as u32)
}

/// What is forbidden, but for what rules allow: `struct landlock_ruleset_attr`.
#[derive(Clone, Copy, Debug)]
#[repr(C)]
pub struct Handled {
    pub in_folders: u64,
    pub network: u64,
    pub scopes: u64,
}

/// Rules under construction.
pub struct Rules(OwnedFd);

impl Rules {
    /// landlock_create_ruleset(2). Older kernels take the longer structure as well,
    /// where what they do not know is zero.
    pub fn new(handled: &Handled) -> Result<Rules, Errno> {
        let arguments = [core::ptr::from_ref(handled) as usize, size_of::<Handled>(), 0];
        // SAFETY: the structure outlives the call.
        let opened = unsafe { call(SystemCall::LANDLOCK_CREATE_RULESET, arguments) }?;
        OwnedFd::opened(opened).map(Rules)
    }

    /// landlock_add_rule(2): allows these rights in a folder and all that is below.
    pub fn allow(&self, folder: Fd, rights: u64) -> Result<(), Errno> {
        const LANDLOCK_RULE_PATH_BENEATH: usize = 1;
        /// `struct landlock_path_beneath_attr`.
        #[repr(C, packed)]
        struct Beneath {
            rights: u64,
            folder: i32,
        }
        let rule = Beneath { rights, folder: folder.0 };
        let rule = &raw const rule as usize;
        let arguments = [self.0.fd().argument(), LANDLOCK_RULE_PATH_BENEATH, rule, 0];
        // SAFETY: the structure outlives the call.
        unsafe { call(SystemCall::LANDLOCK_ADD_RULE, arguments) }.map(drop)
    }

    /// As [`Rules::allow`], for a TCP port.
    #[cfg(part = "network")]
    pub fn allow_port(&self, port: u16, rights: u64) -> Result<(), Errno> {
        const LANDLOCK_RULE_NET_PORT: usize = 2;
        /// `struct landlock_net_port_attr`.
        #[repr(C)]
        struct OfPort {
            rights: u64,
            port: u64,
        }
        let rule = OfPort { rights, port: port.into() };
        let rule = &raw const rule as usize;
        let arguments = [self.0.fd().argument(), LANDLOCK_RULE_NET_PORT, rule, 0];
        // SAFETY: the structure outlives the call.
        unsafe { call(SystemCall::LANDLOCK_ADD_RULE, arguments) }.map(drop)
    }

    /// landlock_restrict_self(2).
    pub fn obey(self) -> Result<(), Errno> {
        // SAFETY: touches no memory.
        unsafe { call(SystemCall::LANDLOCK_RESTRICT_SELF, [self.0.fd().argument(), 0]) }.map(drop)
    }
}
