//! Sockets.

use super::{Buffer, Errno, Fd, OwnedFd, call, call_fast, call_uninterrupted};
use crate::arch::kernel::SystemCall;

/// accept4(2); `flags` may hold `O_NONBLOCK`.
pub fn accept(fd: Fd, flags: u32) -> Result<OwnedFd, Errno> {
    let flags = flags | super::paths::O_CLOEXEC;
    let arguments = [fd.argument(), 0, 0, flags as usize];
    // SAFETY: no address is asked for, so the kernel writes nothing.
    unsafe { call_uninterrupted(SystemCall::ACCEPT4, arguments) }.and_then(OwnedFd::opened)
}

/// recvmsg(2), `msg_flags`, and flags that ask for something.
pub const MSG_PEEK: u32 = 0x02;
pub const MSG_TRUNC: u32 = 0x20;
pub const MSG_WAITALL: u32 = 0x100;
/// No `SIGPIPE`, which would end the process, where the other end is gone.
pub(super) const MSG_NOSIGNAL: u32 = 0x4000;

/// `struct msghdr` on 64-bit targets. Source: recvmsg(2).
#[repr(C)]
pub(super) struct MessageHeader {
    /// The address of an address, or 0.
    pub(super) name: usize,
    /// In bytes.
    pub(super) name_length: u32,
    buffers: *const Buffer,
    buffer_count: usize,
    control: usize,
    control_length: usize,
    pub(super) flags: u32,
}

impl MessageHeader {
    pub(super) fn new(buffers: &[Buffer]) -> MessageHeader {
        MessageHeader {
            name: 0,
            name_length: 0,
            buffers: buffers.as_ptr(),
            buffer_count: buffers.len(),
            control: 0,
            control_length: 0,
            flags: 0,
        }
    }
}

/// recv(2) of a stream, or recvmsg(2) for several buffers: how many bytes were
/// received.
#[inline(always)]
pub fn receive_stream(fd: Fd, buffers: &[Buffer], flags: u32) -> Result<usize, Errno> {
    let [buffer] = buffers else { return receive_in_parts(fd, buffers, flags) };
    let arguments = [fd.argument(), buffer.base() as usize, buffer.length(), flags as usize, 0, 0];
    // SAFETY: the constructor of `Buffer` demands that the kernel may use it.
    unsafe { call_fast(SystemCall::RECVFROM, arguments) }
}

#[inline(never)]
fn receive_in_parts(fd: Fd, buffers: &[Buffer], flags: u32) -> Result<usize, Errno> {
    // Where nothing is asked for, the kernel would wait for something to come.
    if buffers.is_empty() { Ok(0) } else { receive(fd, buffers, flags).map(|(count, _)| count) }
}

/// recvmsg(2): how many bytes were received, and the flags of the message.
pub fn receive(fd: Fd, buffers: &[Buffer], flags: u32) -> Result<(usize, u32), Errno> {
    let mut header = MessageHeader::new(buffers);
    let arguments = [fd.argument(), &raw mut header as usize, flags as usize];
    // SAFETY: the kernel may write to `Buffer`s; the header outlives the call.
    let count = unsafe { call_uninterrupted(SystemCall::RECVMSG, arguments) }?;
    Ok((count, header.flags))
}

/// Whether more is sent soon.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Follows {
    Nothing,
    /// The kernel waits for it, for 200 ms at most: send(2), `MSG_MORE`.
    More,
}

/// send(2), or sendmsg(2) for several buffers: how many bytes were sent.
#[inline(always)]
pub fn send(fd: Fd, buffers: &[Buffer], follows: Follows) -> Result<usize, Errno> {
    const MSG_MORE: u32 = 0x8000;
    let flags = MSG_NOSIGNAL | if follows == Follows::More { MSG_MORE } else { 0 };
    let [buffer] = buffers else { return send_in_parts(fd, buffers, flags) };
    let arguments = [fd.argument(), buffer.base() as usize, buffer.length(), flags as usize, 0, 0];
    // SAFETY: the constructor of `Buffer` demands that the kernel may use it.
    unsafe { call_fast(SystemCall::SENDTO, arguments) }
}

#[inline(never)]
fn send_in_parts(fd: Fd, buffers: &[Buffer], flags: u32) -> Result<usize, Errno> {
    let header = MessageHeader::new(buffers);
    let arguments = [fd.argument(), &raw const header as usize, flags as usize];
    // SAFETY: as in `receive`.
    unsafe { call_uninterrupted(SystemCall::SENDMSG, arguments) }
}

/// What shutdown(2) ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u32)]
pub enum Shutdown {
    Receiving = 0,
    Sending = 1,
    Both = 2,
}

/// shutdown(2).
pub fn shutdown(fd: Fd, what: Shutdown) -> Result<(), Errno> {
    // SAFETY: touches no memory.
    unsafe { call(SystemCall::SHUTDOWN, [fd.argument(), what as usize]) }.map(drop)
}

/// Whether a socket carries a stream or datagrams.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u32)]
pub enum SocketType {
    Stream = 1,
    Datagram = 2,
}

/// socket(7), `SO_TYPE`: what is no stream carries messages. `ENOTSOCK` where it is no
/// socket.
pub fn socket_type(fd: Fd) -> Result<SocketType, Errno> {
    const SOL_SOCKET: usize = 1;
    const SO_TYPE: usize = 3;
    let mut number = 0i32;
    let mut length = size_of::<i32>() as u32;
    let arguments =
        [fd.argument(), SOL_SOCKET, SO_TYPE, &raw mut number as usize, &raw mut length as usize];
    // SAFETY: the kernel writes an `int` and its size.
    unsafe { call(SystemCall::GETSOCKOPT, arguments) }?;
    Ok(if number == SocketType::Stream as i32 { SocketType::Stream } else { SocketType::Datagram })
}
