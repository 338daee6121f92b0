//! What calls of host functions say to `explain/` when they fail.

use core::mem::MaybeUninit;

use crate::explain::{Refused, is_refusal, no_folder};
use crate::guest::Guest;
use crate::sys::Errno;

/// A call of a host function: its parameters by their names.
pub struct Call<'a> {
    pub guest: Guest,
    pub function: &'a str,
    pub parameters: &'a [(&'a str, u64)],
}

/// Of a path, so much is shown.
const MOST_SHOWN: usize = 1024;

/// Explains why a call failed, if it was refused.
pub fn explain(call: &Call<'_>, errno: Errno) {
    const FIRST_FOLDER: u32 = 3;
    let is_search = call.function == "fd_prestat_get" && call.number() == Some(FIRST_FOLDER);
    if is_search && errno == Errno::EBADF {
        return no_folder(call.function);
    }
    if !is_refusal(errno) {
        return;
    }
    let mut space = [const { MaybeUninit::uninit() }; MOST_SHOWN];
    let refused = Refused {
        function: call.function,
        path: call.path(&mut space),
        number: call.number(),
        target: call.target(),
    };
    refused.explain(errno);
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

    /// The first path of the call, or its beginning.
    fn path<'a>(&self, space: &'a mut [MaybeUninit<u8>; MOST_SHOWN]) -> Option<&'a [u8]> {
        let (place, length) = (self.parameter("path")?, self.parameter("path_len")?);
        let space = space.get_mut(..MOST_SHOWN.min(length as usize))?;
        self.guest.copy_bytes(place as u32, space).ok()
    }
}
