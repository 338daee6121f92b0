//! Errors of `wasi:filesystem`, and `wasi:io/error`.

use super::Caller;
use super::cli::pair;
use super::rows::{self, Row};
use crate::abi::capabilities::Access;
use crate::abi::component_functions::HostResource;
use crate::host::ENOTCAPABLE;
use crate::host::descriptors::{self, Kind};
use crate::sys::Errno;

/// The number of what an error is in `wasi:filesystem/types.error-code`.
#[cold]
#[inline(never)]
pub fn number(errno: Errno) -> u8 {
    const IO: u8 = 13;
    const NOT_PERMITTED: u8 = 31;
    if errno == ENOTCAPABLE {
        return NOT_PERMITTED;
    }
    let row = FROM_KERNEL.iter().find(|row| u16::from(row.0) == errno.number());
    row.map_or(IO, |row| row.1)
}

/// Why an operation on the file behind a descriptor failed. A right that is not there is
/// one that was not granted only where the grant is for reading; otherwise the
/// descriptor is a folder, or `not_open` says that the file is not open for this.
#[cold]
pub fn of_file(number: u32, errno: Errno, not_open: Errno) -> Errno {
    if errno != ENOTCAPABLE {
        return errno;
    }
    match descriptors::get(number) {
        Ok(descriptor) if matches!(descriptor.kind, Kind::Folder | Kind::Granted) => Errno::EBADF,
        Ok(descriptor) if descriptor.access == Access::ReadWrite => not_open,
        _ => errno,
    }
}

macro_rules! error_codes {
    ($($kernel:ident $number:literal => $name:literal $wasi:literal;)*) => {
        /// The kernel's number and the place of the case.
        static FROM_KERNEL: &[(u8, u8)] = &[$(($number, $wasi),)*];
    };
}

// Source: errno(3) and `asm-generic/errno.h` to the left, `wasi:filesystem/types`,
// `error-code`, to the right.
error_codes! {
    EACCES 13 => "access" 0;
    EAGAIN 11 => "would-block" 1;
    EALREADY 114 => "already" 2;
    EBADF 9 => "bad-descriptor" 3;
    EBUSY 16 => "busy" 4;
    EDEADLK 35 => "deadlock" 5;
    EDQUOT 122 => "quota" 6;
    EEXIST 17 => "exist" 7;
    EFBIG 27 => "file-too-large" 8;
    EILSEQ 84 => "illegal-byte-sequence" 9;
    EINPROGRESS 115 => "in-progress" 10;
    EINTR 4 => "interrupted" 11;
    EINVAL 22 => "invalid" 12;
    EIO 5 => "io" 13;
    EISDIR 21 => "is-directory" 14;
    ELOOP 40 => "loop" 15;
    EMLINK 31 => "too-many-links" 16;
    EMSGSIZE 90 => "message-size" 17;
    ENAMETOOLONG 36 => "name-too-long" 18;
    ENODEV 19 => "no-device" 19;
    ENOENT 2 => "no-entry" 20;
    ENOLCK 37 => "no-lock" 21;
    ENOMEM 12 => "insufficient-memory" 22;
    ENOSPC 28 => "insufficient-space" 23;
    ENOTDIR 20 => "not-directory" 24;
    ENOTEMPTY 39 => "not-empty" 25;
    ENOTSUP 95 => "unsupported" 27;
    ENOSYS 38 => "unsupported" 27;
    ENOTTY 25 => "no-tty" 28;
    ENXIO 6 => "no-such-device" 29;
    EOVERFLOW 75 => "overflow" 30;
    EPERM 1 => "not-permitted" 31;
    EPIPE 32 => "pipe" 32;
    EROFS 30 => "read-only" 33;
    ESPIPE 29 => "invalid-seek" 34;
    ETXTBSY 26 => "text-file-busy" 35;
    EXDEV 18 => "cross-device" 36;
}

/// `wasi:filesystem/types.filesystem-error-code`: some, of an error of the kernel.
pub fn filesystem_error_code(caller: Caller, error: u32, result: u32) {
    let slot = caller.slot(result, 1);
    #[cfg(part = "http")]
    if super::http::error_of(caller, error).is_some() {
        return slot.store([0, 0]);
    }
    slot.store([1, number(errno(caller, error))]);
}

/// `wasi:io/error.error.to-debug-string`.
pub fn error_to_debug_string(caller: Caller, error: u32, result: u32) {
    let slot = caller.slot(result, 4);
    #[cfg(part = "http")]
    if let Some(code) = super::http::error_of(caller, error) {
        let (pointer, length) = super::text::store(caller, code.case.name().as_bytes());
        return slot.store(pair(pointer, length));
    }
    let mut text = *b"error 0000 of the system";
    let mut number = errno(caller, error).number();
    for digit in text.iter_mut().skip(6).take(4).rev() {
        *digit = b'0' + (number % 10) as u8;
        number /= 10;
    }
    let (pointer, length) = super::text::store(caller, &text);
    slot.store(pair(pointer, length));
}

fn errno(caller: Caller, error: u32) -> Errno {
    match rows::get(caller.representation(HostResource::Error, error)) {
        Row::Error(errno) => errno,
        _ => rows::wrong_row(),
    }
}
