//! Listening sockets, connections to them, and what goes through sockets.

use super::descriptors::{self, Descriptor, Kind};
use super::network::held;
use super::status::StatusFlags;
use super::{Result, required};
pub use crate::sys::sockets::Shutdown;
use crate::sys::sockets::{Follows, SocketType};
use crate::sys::{Buffer, Errno, MOST_BUFFERS, paths, sockets};

/// How a message is received.
#[derive(Clone, Copy, Debug)]
pub struct ReceiveRequest {
    /// It stays in the queue.
    pub peek: bool,
    /// Waits until the buffers are full.
    pub wait_all: bool,
}

impl ReceiveRequest {
    /// As recvmsg(2) has it.
    pub fn flags(self) -> u32 {
        let peek = if self.peek { sockets::MSG_PEEK } else { 0 };
        let wait_all = if self.wait_all { sockets::MSG_WAITALL } else { 0 };
        peek | wait_all
    }
}

/// What was received.
#[derive(Clone, Copy, Debug)]
pub struct Received {
    /// In bytes.
    pub count: usize,
    /// The rest of the message did not fit and is lost.
    pub truncated: bool,
}

/// sendmsg(2), "Errors", `EMSGSIZE`: a message has no more buffers than the kernel takes.
/// What is sent of a stream may be less.
#[inline]
pub fn check_buffer_count(number: u32, count: u32) -> Result {
    if count as usize <= MOST_BUFFERS {
        return Ok(());
    }
    match descriptors::look(number)?.kind {
        Kind::Datagram => Err(Errno::EMSGSIZE),
        _ => Ok(()),
    }
}

/// Accepts a connection as a new descriptor.
pub fn accept(number: u32, flags: StatusFlags) -> Result<u32> {
    let listener = descriptors::socket_with_rights(number, required::ACCEPT)?;
    held::release();
    let open_flags = flags.to_open_flags();
    // accept4(2) knows no other flag.
    if open_flags & !paths::O_NONBLOCK != 0 {
        return Err(Errno::EINVAL);
    }
    // Nobody could be told of a connection that has no number.
    descriptors::ensure_room()?;
    let opened = sockets::accept(listener.host, open_flags)?;
    let rights = listener.inheriting;
    let socket_type = match listener.kind {
        Kind::Stream => SocketType::Stream,
        // The process was started with it, and it may be for messages.
        _ => sockets::socket_type(opened.fd())?,
    };
    let socket = Descriptor::socket(opened.fd(), socket_type, flags);
    let answer = held::expected();
    descriptors::insert(opened, Descriptor { rights, inheriting: rights, answer, ..socket })
}

#[inline(always)]
pub fn receive(number: u32, buffers: &[Buffer], request: ReceiveRequest) -> Result<Received> {
    held::release();
    let socket = descriptors::socket(number, required::READ)?;
    held::take_failure(number, socket.answer)?;
    held::end_answer(number, socket);
    let flags = request.flags();
    if socket.kind == Kind::Stream {
        // The cheaper call. A stream has no messages that could be truncated.
        let count = sockets::receive_stream(socket.host, buffers, flags)?;
        return Ok(Received { count, truncated: false });
    }
    let (count, flags) = sockets::receive(socket.host, buffers, flags)?;
    Ok(Received { count, truncated: flags & sockets::MSG_TRUNC != 0 })
}

#[inline(always)]
pub fn send(number: u32, buffers: &[Buffer]) -> Result<usize> {
    let socket = descriptors::socket(number, required::WRITE)?;
    if socket.kind == Kind::Stream {
        return held::send(number, socket, buffers);
    }
    sockets::send(socket.host, buffers, Follows::Nothing)
}

pub fn shutdown(number: u32, what: Shutdown) -> Result {
    held::release();
    let socket = descriptors::socket(number, required::SHUTDOWN)?;
    held::end_answer(number, socket);
    sockets::shutdown(socket.host, what)
}
