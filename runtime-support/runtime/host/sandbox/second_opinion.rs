//! Whether what a path led to lies below the folder it started from, asked in
//! another way: by the names that the kernel has for both. Only in builds with
//! debug assertions; those of tests and of the fuzzer.

use core::ffi::CStr;

use crate::host::path::PATH_MAX;
use crate::sys::paths;
use crate::sys::{Errno, Fd};

/// Panics where `opened` is not below `folder`. What has been moved or removed
/// since is not judged, nor is anything where `/proc` is missing.
pub fn assert_beneath(folder: Fd, opened: Fd) {
    let (mut above, mut below) = ([0; PATH_MAX], [0; PATH_MAX]);
    let (Ok(above), Ok(below)) = (name_of(folder, &mut above), name_of(opened, &mut below)) else {
        return;
    };
    let is_beneath = match below.strip_prefix(above) {
        Some([]) | Some([b'/', ..]) => true,
        // `/` is the one folder whose name ends with a slash.
        Some(_) => above == b"/",
        None => false,
    };
    assert!(is_beneath, "the sandbox has opened something outside of the granted folder");
}

/// The kernel's name of what is open. Source: proc_pid_fd(5).
fn name_of(fd: Fd, name: &mut [u8; PATH_MAX]) -> Result<&[u8], Errno> {
    const FOLDER: &[u8] = b"/proc/self/fd/";
    let mut link = [0; FOLDER.len() + 12];
    link[..FOLDER.len()].copy_from_slice(FOLDER);
    let (mut number, mut digits) = (fd.0, 1);
    while number >= 10 {
        number /= 10;
        digits += 1;
    }
    let mut number = fd.0;
    for place in link[FOLDER.len()..FOLDER.len() + digits].iter_mut().rev() {
        *place = b'0' + (number % 10) as u8;
        number /= 10;
    }
    let link = CStr::from_bytes_until_nul(&link).map_err(|_| Errno::EINVAL)?;
    paths::read_symlink(Fd::WORKING_FOLDER, link, name)
}
