//! Says on standard error why something was refused, where the build asked for it: what
//! was wanted, and the option that grants it. Each refusal is explained once.
//!
//! What C's library refuses by itself, because no granted folder fits a path, never
//! comes here; but it has asked before which folders there are.

use core::mem::MaybeUninit;
use core::sync::atomic::{AtomicU64, Ordering::Relaxed};

use crate::abi::capabilities::{Access, EXPLAIN};
use crate::guest::Guest;
use crate::host::descriptors::{self, Descriptor};
use crate::host::{ENOTCAPABLE, embedded, grants};
use crate::message::{Message, report};
use crate::sys::Errno;

/// A call of a host function: its parameters by their names.
pub struct Call<'a> {
    pub guest: Guest,
    pub function: &'a str,
    pub parameters: &'a [(&'a str, u64)],
}

/// Explains why a call failed, if it was refused.
pub fn explain(call: &Call<'_>, errno: Errno) {
    let reason = match errno {
        ENOTCAPABLE => Reason::NotCapable,
        Errno::EPERM if call.parameter("path_len").is_some() => Reason::Outside,
        Errno::EBADF if call.function == "fd_prestat_get" && is_without_folders(call) => {
            Reason::NoFolder
        }
        _ => return,
    };
    if !grants::capabilities().is_some_and(|all| all.has(EXPLAIN)) {
        return;
    }
    let mut space = [const { MaybeUninit::uninit() }; MOST_SHOWN];
    let path = call.path(&mut space);
    match REFUSALS.is_new(hash(call, path, errno)) {
        Some(true) => report(&|message| {
            message.text("refused: ").text(call.function);
            write(message, call, path, &reason);
        }),
        Some(false) => report(&|message| {
            message.text("refused: more than is explained");
        }),
        None => {}
    }
}

enum Reason {
    NotCapable,
    Outside,
    NoFolder,
}

/// Of a path, so much is shown.
const MOST_SHOWN: usize = 1024;

fn write(message: &mut Message, call: &Call<'_>, path: Option<&[u8]>, reason: &Reason) {
    if let Some(path) = path {
        message.text(" of `").escaped(path).text("`");
    }
    let descriptor = call.descriptor();
    let folder = call.number().and_then(|number| grants::guest_name(number).ok());
    if let Some(folder) = folder {
        message.text(" in `").escaped(folder).text("`");
    }
    match reason {
        Reason::NoFolder => {
            message.text(": no folder is granted, so nothing can be opened; --dir grants one");
        }
        Reason::Outside if path.is_some_and(leads_up) => {
            message.text(": the path leads out of the folder; --dir grants the one it leads to");
        }
        Reason::Outside => {
            message.text(": a symbolic link leads out of the folder, or the system forbids it");
            message.text("; --dir grants the folder it leads to");
        }
        Reason::NotCapable => {
            missing_right(message, call, descriptor.as_ref(), folder);
        }
    }
}

fn missing_right(
    message: &mut Message,
    call: &Call<'_>,
    descriptor: Option<&Descriptor>,
    folder: Option<&[u8]>,
) {
    let Some(descriptor) = descriptor else {
        message.text(": it was not granted");
        return;
    };
    // Of two folders, the one that stands in the way.
    let target = call.target().filter(|_| descriptor.access == Access::ReadWrite);
    let target = target.and_then(|number| Some((number, descriptors::look(number).ok()?)));
    let (subject, descriptor, folder) = match &target {
        Some((number, target)) if target.access == Access::ReadOnly => {
            ("the folder it would come to is", target, grants::guest_name(*number).ok())
        }
        _ => ("it is", descriptor, folder),
    };
    if embedded::is_embedded(descriptor) && descriptor.access == Access::ReadOnly {
        message.text(": what is embedded cannot be changed; --dir grants a folder that can");
    } else if descriptor.access == Access::ReadOnly {
        message.text(": ").text(subject);
        message.text(" granted read-only; --dir without `:ro` grants changes");
        if let Some(folder) = folder {
            message.text(": `--dir HOST::").escaped(folder).text("`");
        }
    } else if call.function.starts_with("sock_") {
        message.text(": it is no socket that may do that; --inherit-network grants the network");
    } else {
        message.text(": the descriptor was opened without the right that this needs");
    }
}

fn leads_up(path: &[u8]) -> bool {
    path.first() == Some(&b'/') || path.split(|&byte| byte == b'/').any(|part| part == b"..")
}

/// Whether the program looks for the first folder, and there is none.
fn is_without_folders(call: &Call<'_>) -> bool {
    const FIRST: u32 = 3;
    call.number() == Some(FIRST) && grants::capabilities().is_none_or(|all| all.folder_count() == 0)
}

impl Call<'_> {
    fn parameter(&self, name: &str) -> Option<u64> {
        let find = |prefix: &str| {
            let is_named = |known: &str| known.strip_prefix(prefix) == Some(name);
            self.parameters.iter().find(|(known, _)| is_named(known)).map(|&(_, value)| value)
        };
        // Of two paths it is the one in the first descriptor.
        let first = if self.function == "path_symlink" { "new_" } else { "old_" };
        find("").or_else(|| find(first))
    }

    fn number(&self) -> Option<u32> {
        self.parameter("fd").map(|value| value as u32)
    }

    /// The folder in which something gets a name, where there are two.
    fn target(&self) -> Option<u32> {
        let target = self.parameters.iter().find(|&&(name, _)| name == "new_fd");
        target.map(|&(_, value)| value as u32)
    }

    fn descriptor(&self) -> Option<Descriptor> {
        descriptors::look(self.number()?).ok()
    }

    /// The first path of the call, or its beginning.
    fn path<'a>(&self, space: &'a mut [MaybeUninit<u8>; MOST_SHOWN]) -> Option<&'a [u8]> {
        let (place, length) = (self.parameter("path")?, self.parameter("path_len")?);
        let space = space.get_mut(..MOST_SHOWN.min(length as usize))?;
        self.guest.copy_bytes(place as u32, space).ok()
    }
}

/// What has been explained.
struct Refusals([AtomicU64; 64]);

static REFUSALS: Refusals = Refusals([const { AtomicU64::new(0) }; 64]);

impl Refusals {
    /// Whether to explain something that has this hash: `Some(true)`; or that there is
    /// too much: `Some(false)`, once.
    fn is_new(&self, hash: u64) -> Option<bool> {
        let (last, others) = self.0.split_last()?;
        for place in others {
            match place.compare_exchange(0, hash, Relaxed, Relaxed) {
                Ok(_) => return Some(true),
                Err(known) if known == hash => return None,
                Err(_) => {}
            }
        }
        (last.swap(1, Relaxed) == 0).then_some(false)
    }
}

/// FNV-1a, and not 0.
fn hash(call: &Call<'_>, path: Option<&[u8]>, errno: Errno) -> u64 {
    let bytes = call.function.bytes().chain(path.unwrap_or_default().iter().copied());
    let bytes = bytes.chain(errno.number().to_le_bytes());
    let bytes = bytes.chain(call.number().unwrap_or_default().to_le_bytes());
    let mixed = bytes.fold(0xcbf2_9ce4_8422_2325u64, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x100_0000_01b3)
    });
    mixed | 1
}
