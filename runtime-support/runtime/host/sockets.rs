//! Sockets that the process was started with, and connections to them.

use super::descriptors::{self, Descriptor, Kind};
use super::status::StatusFlags;
use super::{Result, required};
pub use crate::sys::sockets::Shutdown;
use crate::sys::{Buffer, Errno, paths, sockets};

/// How a message is received.
#[derive(Clone, Copy, Debug)]
pub struct ReceiveRequest {
    /// It stays in the queue.
    pub peek: bool,
    /// Waits until the buffers are full.
    pub wait_all: bool,
}

/// What was received.
#[derive(Clone, Copy, Debug)]
pub struct Received {
    /// In bytes.
    pub count: usize,
    /// The rest of the message did not fit and is lost.
    pub truncated: bool,
}

/// Accepts a connection as a new descriptor.
pub fn accept(number: u32, flags: StatusFlags) -> Result<u32> {
    let listener = descriptors::socket_with_rights(number, required::ACCEPT)?;
    let open_flags = flags.to_open_flags();
    // accept4(2) knows no other flag.
    if open_flags & !paths::O_NONBLOCK != 0 {
        return Err(Errno::EINVAL);
    }
    // Nobody could be told of a connection that has no number.
    descriptors::ensure_room()?;
    let opened = sockets::accept(listener.host, open_flags)?;
    let descriptor = Descriptor {
        host: opened.fd(),
        kind: Kind::Connection,
        flags,
        rights: listener.inheriting,
        ..listener
    };
    descriptors::insert(opened, descriptor)
}

pub fn receive(number: u32, buffers: &[Buffer], request: ReceiveRequest) -> Result<Received> {
    let socket = descriptors::socket_with_rights(number, required::READ)?;
    let mut flags = 0;
    if request.peek {
        flags |= sockets::MSG_PEEK;
    }
    if request.wait_all {
        flags |= sockets::MSG_WAITALL;
    }
    let (count, flags) = sockets::receive(socket.host, buffers, flags)?;
    Ok(Received { count, truncated: flags & sockets::MSG_TRUNC != 0 })
}

pub fn send(number: u32, buffers: &[Buffer]) -> Result<usize> {
    let socket = descriptors::socket_with_rights(number, required::WRITE)?;
    sockets::send(socket.host, buffers)
}

pub fn shutdown(number: u32, what: Shutdown) -> Result {
    let socket = descriptors::socket_with_rights(number, required::SHUTDOWN)?;
    sockets::shutdown(socket.host, what)
}
