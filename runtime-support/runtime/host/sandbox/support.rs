//! Whether the kernel resolves paths for us.

use core::ffi::CStr;
use core::sync::atomic::{AtomicU8, Ordering};

use crate::host::Result;
use crate::sys::paths::{self, O_DIRECTORY, O_PATH};
use crate::sys::{Errno, Fd, OwnedFd};

/// `openat2` came with Linux 5.6, and some seccomp filters forbid what they do
/// not know. Decided once.
static SUPPORT: AtomicU8 = AtomicU8::new(UNKNOWN);
const UNKNOWN: u8 = 0;
const PRESENT: u8 = 1;
const MISSING: u8 = 2;

/// How often a path is tried again that something was renamed under.
const ATTEMPTS: u32 = 32;

/// Opens `path` below `folder`, or `None` where the kernel cannot.
pub fn open_beneath(folder: Fd, path: &CStr, flags: u32) -> Option<Result<OwnedFd>> {
    if SUPPORT.load(Ordering::Relaxed) == MISSING {
        return None;
    }
    for _ in 0..ATTEMPTS {
        match paths::open_beneath(folder, path, flags) {
            Ok(opened) => {
                SUPPORT.store(PRESENT, Ordering::Relaxed);
                return Some(Ok(opened));
            }
            // openat2(2), "ERRORS", `EXDEV`: an escape was attempted.
            Err(Errno::EXDEV) => return Some(Err(Errno::EPERM)),
            // openat2(2), "ERRORS", `EAGAIN`: a `..` raced with a rename.
            Err(Errno::EAGAIN) => {}
            Err(Errno::ENOSYS | Errno::EPERM) if !is_present(folder) => return None,
            Err(errno) => return Some(Err(errno)),
        }
    }
    // The walk holds on to the folders it went through, so it needs no luck.
    None
}

/// Whether it was the call that failed, rather than this path: `EPERM` can mean
/// both.
fn is_present(folder: Fd) -> bool {
    if SUPPORT.load(Ordering::Relaxed) == UNKNOWN {
        let support = match paths::open_beneath(folder, c".", O_PATH | O_DIRECTORY) {
            Err(Errno::ENOSYS | Errno::EPERM) => MISSING,
            _ => PRESENT,
        };
        SUPPORT.store(support, Ordering::Relaxed);
    }
    SUPPORT.load(Ordering::Relaxed) == PRESENT
}
