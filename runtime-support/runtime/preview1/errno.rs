//! Error numbers of preview 1.

use crate::host::ENOTCAPABLE;
use crate::sys::Errno;

/// What an error is to a program. Source: preview1, `$errno`.
#[cold]
#[inline(never)]
pub fn number(errno: Errno) -> u8 {
    const IO: u8 = 29;
    const NOTCAPABLE: u8 = 76;
    if errno == ENOTCAPABLE {
        return NOTCAPABLE;
    }
    #[cfg(part = "network")]
    if let Some(number) = errno.number().checked_sub(OWN) {
        return number as u8;
    }
    match FROM_KERNEL.get(usize::from(errno.number())) {
        Some(&number) if number != 0 => number,
        // What has no row is new or never reaches a program.
        _ => IO,
    }
}

/// What stands for an error that the kernel has no number for is this far beyond
/// its own number.
#[cfg(part = "network")]
const OWN: u16 = 0x2000;

/// Stands for an error that the kernel has no number for.
#[cfg(part = "network")]
pub const fn own(number: u8) -> Errno {
    Errno::new(OWN + number as u16)
}

/// The highest number in the table, and one.
const KERNEL_ERRNOS: usize = 134;

macro_rules! kernel_errnos {
    ($($kernel:ident $number:literal => $name:ident $wasi:literal;)*) => {
        /// By the kernel's number; zero where there is no row.
        static FROM_KERNEL: [u8; KERNEL_ERRNOS] = {
            let mut table = [0; KERNEL_ERRNOS];
            $(table[$number] = $wasi;)*
            table
        };
    };
}

// Source: errno(3) and `asm-generic/errno.h` to the left, preview1, `$errno` to
// the right. Some of the kernel's have no counterpart of their own.
kernel_errnos! {
    EPERM 1 => perm 63;
    ENOENT 2 => noent 44;
    ESRCH 3 => srch 71;
    EINTR 4 => intr 27;
    EIO 5 => io 29;
    ENXIO 6 => nxio 60;
    E2BIG 7 => toobig 1;
    ENOEXEC 8 => noexec 45;
    EBADF 9 => badf 8;
    ECHILD 10 => child 12;
    EAGAIN 11 => again 6;
    ENOMEM 12 => nomem 48;
    EACCES 13 => acces 2;
    EFAULT 14 => fault 21;
    EBUSY 16 => busy 10;
    EEXIST 17 => exist 20;
    EXDEV 18 => xdev 75;
    ENODEV 19 => nodev 43;
    ENOTDIR 20 => notdir 54;
    EISDIR 21 => isdir 31;
    EINVAL 22 => inval 28;
    ENFILE 23 => nfile 41;
    EMFILE 24 => mfile 33;
    ENOTTY 25 => notty 59;
    ETXTBSY 26 => txtbsy 74;
    EFBIG 27 => fbig 22;
    ENOSPC 28 => nospc 51;
    ESPIPE 29 => spipe 70;
    EROFS 30 => rofs 69;
    EMLINK 31 => mlink 34;
    EPIPE 32 => pipe 64;
    EDOM 33 => dom 18;
    ERANGE 34 => range 68;
    EDEADLK 35 => deadlk 16;
    ENAMETOOLONG 36 => nametoolong 37;
    ENOLCK 37 => nolck 46;
    ENOSYS 38 => nosys 52;
    ENOTEMPTY 39 => notempty 55;
    ELOOP 40 => loop 32;
    ENOMSG 42 => nomsg 49;
    EIDRM 43 => idrm 24;
    ENODATA 61 => nomsg 49;
    ETIME 62 => timedout 73;
    EREMOTE 66 => nolink 47;
    ENOLINK 67 => nolink 47;
    ECOMM 70 => io 29;
    EPROTO 71 => proto 65;
    EMULTIHOP 72 => multihop 36;
    EBADMSG 74 => badmsg 9;
    EOVERFLOW 75 => overflow 61;
    EILSEQ 84 => ilseq 25;
    EUSERS 87 => dquot 19;
    ENOTSOCK 88 => notsock 57;
    EDESTADDRREQ 89 => destaddrreq 17;
    EMSGSIZE 90 => msgsize 35;
    EPROTOTYPE 91 => prototype 67;
    ENOPROTOOPT 92 => noprotoopt 50;
    EPROTONOSUPPORT 93 => protonosupport 66;
    ESOCKTNOSUPPORT 94 => protonosupport 66;
    EOPNOTSUPP 95 => notsup 58;
    EPFNOSUPPORT 96 => afnosupport 5;
    EAFNOSUPPORT 97 => afnosupport 5;
    EADDRINUSE 98 => addrinuse 3;
    EADDRNOTAVAIL 99 => addrnotavail 4;
    ENETDOWN 100 => netdown 38;
    ENETUNREACH 101 => netunreach 40;
    ENETRESET 102 => netreset 39;
    ECONNABORTED 103 => connaborted 13;
    ECONNRESET 104 => connreset 15;
    ENOBUFS 105 => nobufs 42;
    EISCONN 106 => isconn 30;
    ENOTCONN 107 => notconn 53;
    ESHUTDOWN 108 => pipe 64;
    ETIMEDOUT 110 => timedout 73;
    ECONNREFUSED 111 => connrefused 14;
    EHOSTDOWN 112 => hostunreach 23;
    EHOSTUNREACH 113 => hostunreach 23;
    EALREADY 114 => already 7;
    EINPROGRESS 115 => inprogress 26;
    ESTALE 116 => stale 72;
    EREMOTEIO 121 => io 29;
    EDQUOT 122 => dquot 19;
    ENOMEDIUM 123 => nxio 60;
    ECANCELED 125 => canceled 11;
    EOWNERDEAD 130 => ownerdead 62;
    ENOTRECOVERABLE 131 => notrecoverable 56;
    ERFKILL 132 => netdown 38;
    EHWPOISON 133 => io 29;
}
