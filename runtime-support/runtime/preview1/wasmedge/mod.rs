//! WasmEdge's sockets: decodes what a program passes, asks `host`, encodes the
//! answer. Both versions of the dialect are here: where they differ in what an
//! argument points to, its length tells which it is.
//!
//! Source: WasmEdge, "Networking for wasm32-wasi", and the crates `tokio_wasi` and
//! `wasmedge_wasi_socket`.

mod addresses;
mod lookup;
mod options;
mod sockets;

pub use lookup::sock_getaddrinfo;
pub use options::{sock_getsockopt, sock_setsockopt};
pub use sockets::*;

use super::{Errno, Result, errno};

/// How addresses of the Internet are numbered.
const UNSPECIFIED: u8 = 0;
const INET4: u8 = 1;
const INET6: u8 = 2;

/// How sockets are numbered.
const ANY: u8 = 0;
const DATAGRAM: u8 = 1;
const STREAM: u8 = 2;
