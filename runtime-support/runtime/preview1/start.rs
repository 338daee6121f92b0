//! What happens before the program's first instruction.

use crate::host::grants::Unavailable;
use crate::host::{descriptors, grants};
use crate::sys::{Errno, process};

/// The program cannot be started. Why has been written to standard error.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct StartError;

/// Opens what the program finds open. Makes no system call where no folder is
/// granted: what standard input, output and error are is asked when the program
/// asks.
pub fn start() -> Result<(), StartError> {
    descriptors::start();
    grants::start().map_err(|unavailable| {
        report(&unavailable);
        StartError
    })
}

fn report(unavailable: &Unavailable) {
    let mut line = Line { text: [0; 512], length: 0 };
    line.add(b"error: cannot open the granted folder `");
    line.add(unavailable.host);
    line.add(b"` (--dir): ");
    line.add(match unavailable.errno {
        Errno::ENOENT => b"no such folder",
        Errno::ENOTDIR => b"not a folder",
        Errno::EACCES => b"permission denied",
        Errno::ELOOP => b"too many symbolic links",
        Errno::EMFILE => b"too many open files",
        _ => b"it cannot be opened",
    });
    line.add(b"\n");
    process::write_stderr(line.text.get(..line.length).unwrap_or_default());
}

/// A line that is written at once. What does not fit is left out.
struct Line {
    text: [u8; 512],
    length: usize,
}

impl Line {
    fn add(&mut self, text: &[u8]) {
        for &byte in text {
            if let Some(place) = self.text.get_mut(self.length) {
                *place = byte;
                self.length += 1;
            }
        }
    }
}
