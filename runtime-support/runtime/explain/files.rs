//! Why something about files was refused.

use crate::abi::capabilities::Access;
use crate::host::descriptors::{self, Descriptor};
use crate::host::{ENOTCAPABLE, embedded, grants};
use crate::message::Message;
use crate::sys::Errno;

/// What was wanted of a descriptor, or of a path below a folder.
#[derive(Clone, Copy, Debug, Default)]
pub struct Refused<'a> {
    /// The function, where it is known.
    pub function: &'a str,
    pub path: Option<&'a [u8]>,
    pub number: Option<u32>,
    /// The folder in which something gets a name, where there are two.
    pub target: Option<u32>,
}

impl Refused<'_> {
    /// Explains an error, if it is one of rights.
    pub fn explain(&self, errno: Errno) {
        if errno == ENOTCAPABLE || errno == Errno::EPERM && self.path.is_some() {
            super::once(&|message| self.write(message, errno));
        }
    }

    fn write(&self, message: &mut Message, errno: Errno) {
        message.text(self.function);
        if let Some(path) = self.path {
            message.text(if self.function.is_empty() { "" } else { " of " });
            message.text("`").escaped(path).text("`");
        }
        let folder = self.number.and_then(|number| grants::guest_name(number).ok());
        if let Some(folder) = folder {
            message.text(" in `").escaped(folder).text("`");
        }
        if errno == ENOTCAPABLE {
            self.write_missing_right(message, folder);
        } else if self.path.is_some_and(leads_up) {
            message.text(": the path leads out of the folder; --dir grants the one it leads to");
        } else {
            message.text(": a symbolic link leads out of the folder, or the system forbids it");
            message.text("; --dir grants the folder it leads to");
        }
    }

    fn write_missing_right(&self, message: &mut Message, folder: Option<&[u8]>) {
        let look = |number: Option<u32>| descriptors::look(number?).ok();
        let Some(descriptor) = look(self.number) else {
            message.text(": it was not granted");
            return;
        };
        // Of two folders, the one that stands in the way.
        let target: Option<(u32, Descriptor)> = self
            .target
            .filter(|_| descriptor.access == Access::ReadWrite)
            .and_then(|number| Some((number, look(Some(number))?)));
        let (subject, descriptor, folder) = match target {
            Some((number, target)) if target.access == Access::ReadOnly => {
                ("the folder it would come to is", target, grants::guest_name(number).ok())
            }
            _ => ("it is", descriptor, folder),
        };
        if embedded::is_embedded(&descriptor) && descriptor.access == Access::ReadOnly {
            message.text(": what is embedded cannot be changed; --dir grants a folder that can");
        } else if descriptor.access == Access::ReadOnly {
            message.text(": ").text(subject);
            message.text(" granted read-only; --dir without `:ro` grants changes");
            if let Some(folder) = folder {
                message.text(": `--dir HOST::").escaped(folder).text("`");
            }
        } else if self.function.starts_with("sock_") {
            message
                .text(": it is no socket that may do that; --inherit-network grants the network");
        } else {
            message.text(": the descriptor was opened without the right that this needs");
        }
    }
}

fn leads_up(path: &[u8]) -> bool {
    path.first() == Some(&b'/') || path.split(|&byte| byte == b'/').any(|part| part == b"..")
}

/// Explains, where no folder is granted, that the program finds none when it looks for
/// them.
pub fn no_folder(function: &str) {
    if grants::capabilities().is_none_or(|all| all.folder_count() == 0) {
        super::once(&|message| {
            message.text(function);
            message.text(": no folder is granted, so nothing can be opened; --dir grants one");
        });
    }
}
