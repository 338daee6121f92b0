//! What happens before the program's first instruction.

use crate::host::grants::Unavailable;
use crate::host::{descriptors, embedded, grants};
use crate::message::{Message, report};
use crate::sys::Errno;

/// The program cannot be started. Why has been written to standard error.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct StartError;

/// Opens what the program finds open. Makes no system call where no folder is
/// granted: what standard input, output and error are is asked when the program
/// asks.
pub fn start() -> Result<(), StartError> {
    descriptors::start();
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
