//! `names FOLDER PROGRAM [ARGUMENTS…]`: starts a program on a machine of its own as
//! far as names are concerned. Its tables `/etc/hosts` and `/etc/resolv.conf` are
//! the files `hosts` and `resolv.conf` of the folder, where there are such, and its
//! network is nothing but this machine, with a server for names.
//!
//! Exits as the program does; with 125 where something fails, and with 77 where the
//! kernel does not let us have such a machine.

use std::ffi::{CString, OsString, c_char, c_int, c_ulong, c_void};
use std::io;
use std::os::unix::ffi::OsStrExt;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode};

use tests::names;

const UNAVAILABLE: u8 = 77;

fn main() -> ExitCode {
    let mut arguments = std::env::args_os().skip(1);
    let (Some(folder), Some(program)) = (arguments.next(), arguments.next()) else {
        eprintln!("usage: names FOLDER PROGRAM [ARGUMENTS…]");
        return ExitCode::from(125);
    };
    if let Err(error) = separate() {
        eprintln!("no namespaces: {error}");
        return ExitCode::from(UNAVAILABLE);
    }
    match run(&PathBuf::from(folder), program, arguments) {
        Ok(code) => ExitCode::from(code),
        Err(error) => {
            eprintln!("error: {error}");
            ExitCode::from(125)
        }
    }
}

fn run(
    folder: &Path,
    program: OsString,
    arguments: impl Iterator<Item = OsString>,
) -> io::Result<u8> {
    for name in ["hosts", "resolv.conf"] {
        if folder.join(name).exists() {
            cover(&folder.join(name), &Path::new("/etc").join(name))?;
        }
    }
    start_loopback()?;
    names::serve()?;
    let status = Command::new(program).args(arguments).status()?;
    Ok(status.code().map_or(125, |code| code as u8))
}

unsafe extern "C" {
    fn unshare(flags: c_int) -> c_int;
    fn mount(
        source: *const c_char,
        target: *const c_char,
        kind: *const c_char,
        flags: c_ulong,
        data: *const c_void,
    ) -> c_int;
    fn socket(domain: c_int, kind: c_int, protocol: c_int) -> c_int;
    fn ioctl(fd: c_int, request: c_ulong, ...) -> c_int;
    fn getuid() -> u32;
}

fn checked(result: c_int) -> io::Result<c_int> {
    if result < 0 { Err(io::Error::last_os_error()) } else { Ok(result) }
}

/// Source: unshare(2) and user_namespaces(7).
fn separate() -> io::Result<()> {
    const CLONE_NEWNS: c_int = 0x0002_0000;
    const CLONE_NEWUSER: c_int = 0x1000_0000;
    const CLONE_NEWNET: c_int = 0x4000_0000;
    // SAFETY: touches no memory.
    let user = unsafe { getuid() };
    let flags = CLONE_NEWNS | CLONE_NEWNET | if user == 0 { 0 } else { CLONE_NEWUSER };
    // SAFETY: touches no memory; there is one thread.
    checked(unsafe { unshare(flags) })?;
    if user != 0 {
        std::fs::write("/proc/self/uid_map", format!("0 {user} 1"))?;
    }
    // What is mounted here is nobody else's business.
    mounted(None, Path::new("/"), MS_REC | MS_PRIVATE)
}

const MS_BIND: c_ulong = 0x1000;
const MS_REC: c_ulong = 0x4000;
const MS_PRIVATE: c_ulong = 1 << 18;

fn mounted(source: Option<&Path>, target: &Path, flags: c_ulong) -> io::Result<()> {
    let text = |path: &Path| CString::new(path.as_os_str().as_bytes()).map_err(io::Error::other);
    let (source, target) = (text(source.unwrap_or(Path::new("none")))?, text(target)?);
    // SAFETY: all texts end with a NUL and outlive the call.
    checked(unsafe {
        mount(source.as_ptr(), target.as_ptr(), std::ptr::null(), flags, std::ptr::null())
    })
    .map(drop)
}

/// Lets `place` show what `file` shows.
fn cover(file: &Path, place: &Path) -> io::Result<()> {
    // It may be a link to what something else writes.
    let place = place.canonicalize()?;
    mounted(Some(file), &place, MS_BIND)
}

/// Source: netdevice(7), `SIOCSIFFLAGS`.
fn start_loopback() -> io::Result<()> {
    const AF_INET: c_int = 2;
    const SOCK_DGRAM: c_int = 2;
    const SIOCSIFFLAGS: c_ulong = 0x8914;
    const IFF_UP: i16 = 1;
    #[repr(C)]
    struct Request {
        name: [u8; 16],
        flags: i16,
        rest: [u8; 22],
    }
    let mut request = Request { name: [0; 16], flags: IFF_UP, rest: [0; 22] };
    request.name[..2].copy_from_slice(b"lo");
    // SAFETY: touches no memory.
    let fd = checked(unsafe { socket(AF_INET, SOCK_DGRAM, 0) })?;
    // SAFETY: the kernel reads a `struct ifreq`, which outlives the call.
    checked(unsafe { ioctl(fd, SIOCSIFFLAGS, &raw const request) }).map(drop)
}
