//! What happens before the program's first instruction.

use crate::host::grants::Unavailable;
#[cfg(part = "network")]
use crate::host::network::listeners;
use crate::host::{descriptors, embedded, grants};
use crate::message::{Message, report};
use crate::sys::Errno;

/// The program cannot be started. Why has been written to standard error.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct StartError;

/// Opens what the program finds open: sockets, then folders. Makes no system call
/// where neither is granted: what standard input, output and error are is asked when the program
/// asks.
pub fn start() -> Result<(), StartError> {
    descriptors::start();
    #[cfg(part = "network")]
    listeners::start().map_err(|unavailable| {
        report(&|message| explain_listener(&unavailable, message));
        StartError
    })?;
    grants::start().map_err(|unavailable| {
        report(&|message| explain(&unavailable, message));
        StartError
    })?;
    // At most as many as there are descriptors.
    embedded::start().map_err(|_| StartError)
}

fn explain(unavailable: &Unavailable, message: &mut Message) {
    message.text("cannot open the granted folder `").escaped(unavailable.host);
    message.text("` (--dir): ");
    match unavailable.errno {
        Errno::ENOENT => message.text("no such folder"),
        Errno::ENOTDIR => message.text("not a folder"),
        Errno::EACCES => message.text("permission denied"),
        Errno::ELOOP => message.text("too many symbolic links"),
        Errno::EMFILE => message.text("too many open files"),
        errno => message.text("error ").decimal(errno.number().into()),
    };
}

#[cfg(part = "network")]
fn explain_listener(unavailable: &listeners::Unavailable, message: &mut Message) {
    message.text("cannot use descriptor ").decimal(unavailable.number.into());
    message.text(" as a socket (--listen-fd): ");
    match unavailable.errno {
        Errno::EBADF => message.text("it is not open; start the executable with a socket there"),
        Errno::ENOTSOCK => message.text("it is something else"),
        Errno::EMFILE => message.text("too many sockets"),
        errno => message.text("error ").decimal(errno.number().into()),
    };
}
