//! `wasi:sockets/network.error-code`.

use crate::abi::component_functions::HostResource;
use crate::host::network::stepwise::NOT_IN_PROGRESS;
use crate::preview2::Caller;
use crate::preview2::rows::{self, Row};
use crate::sys::Errno;

/// Names for results of looking up names, beyond the kernel's numbers.
pub const NAME_UNRESOLVABLE: Errno = Errno::new(4098);
pub const TEMPORARY_RESOLVER_FAILURE: Errno = Errno::new(4099);

/// The number of what an error is there; 0, `unknown`, for what has no name.
#[cold]
#[inline(never)]
pub fn number(errno: Errno) -> u8 {
    const UNKNOWN: u8 = 0;
    let row = FROM_KERNEL.iter().find(|row| row.0 == errno.number());
    row.map_or(UNKNOWN, |row| row.1)
}

macro_rules! error_codes {
    ($($kernel:ident $number:expr => $name:literal $wasi:literal;)*) => {
        /// The kernel's number and the place of the case.
        static FROM_KERNEL: &[(u16, u8)] = &[$(($number, $wasi),)*];
    };
}

// Source: errno(3), `asm-generic/errno.h` and `host/network/stepwise` to the left,
// `wasi:sockets/network`, `error-code`, to the right.
error_codes! {
    EPERM 1 => "access-denied" 1;
    EACCES 13 => "access-denied" 1;
    ENOTCAPABLE 4096 => "access-denied" 1;
    EPFNOSUPPORT 96 => "not-supported" 2;
    EAFNOSUPPORT 97 => "not-supported" 2;
    ESOCKTNOSUPPORT 94 => "not-supported" 2;
    EPROTOTYPE 91 => "not-supported" 2;
    ENOPROTOOPT 92 => "not-supported" 2;
    EPROTONOSUPPORT 93 => "not-supported" 2;
    EOPNOTSUPP 95 => "not-supported" 2;
    EINVAL 22 => "invalid-argument" 3;
    ENOMEM 12 => "out-of-memory" 4;
    ENOBUFS 105 => "out-of-memory" 4;
    ETIMEDOUT 110 => "timeout" 5;
    EALREADY 114 => "concurrency-conflict" 6;
    NOT_IN_PROGRESS NOT_IN_PROGRESS.number() => "not-in-progress" 7;
    EAGAIN 11 => "would-block" 8;
    EINTR 4 => "would-block" 8;
    EISCONN 106 => "invalid-state" 9;
    ENOTCONN 107 => "invalid-state" 9;
    EDESTADDRREQ 89 => "invalid-state" 9;
    ENFILE 23 => "new-socket-limit" 10;
    EMFILE 24 => "new-socket-limit" 10;
    EADDRNOTAVAIL 99 => "address-not-bindable" 11;
    EADDRINUSE 98 => "address-in-use" 12;
    ENONET 64 => "remote-unreachable" 13;
    ENETDOWN 100 => "remote-unreachable" 13;
    ENETUNREACH 101 => "remote-unreachable" 13;
    EHOSTDOWN 112 => "remote-unreachable" 13;
    EHOSTUNREACH 113 => "remote-unreachable" 13;
    ECONNREFUSED 111 => "connection-refused" 14;
    ECONNRESET 104 => "connection-reset" 15;
    ECONNABORTED 103 => "connection-aborted" 16;
    EMSGSIZE 90 => "datagram-too-large" 17;
    NAME_UNRESOLVABLE NAME_UNRESOLVABLE.number() => "name-unresolvable" 18;
    TEMPORARY TEMPORARY_RESOLVER_FAILURE.number() => "temporary-resolver-failure" 19;
}

/// `wasi:sockets/network.network-error-code`: some, of an error of the kernel.
pub fn network_error_code(caller: Caller, error: u32, result: u32) {
    let slot = caller.slot(result, 1);
    match rows::get(caller.representation(HostResource::Error, error)) {
        Row::Error(errno) => slot.store([1, number(errno)]),
        _ => rows::wrong_row(),
    }
}
