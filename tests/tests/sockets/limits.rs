//! How many descriptors processes may have.

use std::ffi::c_int;
use std::io;
use std::os::unix::process::CommandExt;
use std::process::Command;

#[repr(C)]
struct Limits {
    soft: u64,
    hard: u64,
}

unsafe extern "C" {
    fn getrlimit(resource: c_int, limits: *mut Limits) -> c_int;
    fn setrlimit(resource: c_int, limits: *const Limits) -> c_int;
    fn close(fd: c_int) -> c_int;
}

const RLIMIT_NOFILE: c_int = 7;

/// Raises how many descriptors this process may have as far as it goes, and says
/// how far that is.
pub fn raise_limit() -> u64 {
    let mut limits = Limits { soft: 0, hard: 0 };
    // SAFETY: the kernel reads and writes `limits`, which outlives the calls.
    unsafe {
        getrlimit(RLIMIT_NOFILE, &raw mut limits);
        limits.soft = limits.hard;
        setrlimit(RLIMIT_NOFILE, &raw const limits);
    }
    limits.hard
}

/// Lets the new process have so many descriptors, its standard streams included.
pub fn limit_descriptors(command: &mut Command, count: u64) {
    // SAFETY: the closure makes system calls alone.
    unsafe {
        command.pre_exec(move || {
            // What was left to us is not for the server.
            for number in 3..64 {
                close(number);
            }
            let limits = Limits { soft: count, hard: count };
            match setrlimit(RLIMIT_NOFILE, &raw const limits) {
                0 => Ok(()),
                _ => Err(io::Error::last_os_error()),
            }
        })
    };
}
