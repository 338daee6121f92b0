//! Functions on sockets that the process was started with.

use super::{Errno, Result, types};
use crate::guest::Guest;
use crate::host::sockets::{self, ReceiveRequest, Received, Shutdown};

pub fn sock_accept(guest: Guest, fd: u32, flags: u32, connection: u32) -> Result {
    let slot = guest.slot(connection)?;
    slot.store(sockets::accept(fd, types::status_flags(flags)?)?.to_le_bytes());
    Ok(())
}

pub fn sock_recv(
    guest: Guest,
    fd: u32,
    data: u32,
    data_len: u32,
    flags: u32,
    datalen: u32,
    roflags: u32,
) -> Result {
    let request = receive_request(flags)?;
    let (length_slot, flags_slot) = (guest.slot(datalen)?, guest.slot(roflags)?);
    sockets::check_buffer_count(fd, data_len)?;
    guest.with_buffers(data, data_len, |buffers| {
        let received = sockets::receive(fd, buffers, request)?;
        length_slot.store(types::size(received.count));
        flags_slot.store(received_flags(&received));
        Ok(())
    })
}

/// Preview1, `$riflags`.
pub fn receive_request(flags: u32) -> Result<ReceiveRequest> {
    const RECV_PEEK: u32 = 1;
    const RECV_WAITALL: u32 = 2;
    if flags > (RECV_PEEK | RECV_WAITALL) {
        return Err(Errno::EINVAL);
    }
    Ok(ReceiveRequest { peek: flags & RECV_PEEK != 0, wait_all: flags & RECV_WAITALL != 0 })
}

/// Preview1, `$roflags`.
pub fn received_flags(received: &Received) -> [u8; 2] {
    const RECV_DATA_TRUNCATED: u16 = 1;
    let flags = if received.truncated { RECV_DATA_TRUNCATED } else { 0 };
    flags.to_le_bytes()
}

/// Preview1, `$siflags`: none are defined.
pub fn check_send_flags(flags: u32) -> Result {
    if flags == 0 { Ok(()) } else { Err(Errno::EINVAL) }
}

pub fn sock_send(
    guest: Guest,
    fd: u32,
    data: u32,
    data_len: u32,
    flags: u32,
    datalen: u32,
) -> Result {
    check_send_flags(flags)?;
    let slot = guest.slot(datalen)?;
    sockets::check_buffer_count(fd, data_len)?;
    guest.with_buffers(data, data_len, |buffers| {
        slot.store(types::size(sockets::send(fd, buffers)?));
        Ok(())
    })
}

pub fn sock_shutdown(_: Guest, fd: u32, how: u32) -> Result {
    // Preview1, `$sdflags`.
    let what = match how {
        1 => Shutdown::Receiving,
        2 => Shutdown::Sending,
        3 => Shutdown::Both,
        _ => return Err(Errno::EINVAL),
    };
    sockets::shutdown(fd, what)
}
