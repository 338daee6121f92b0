//! What calls of host functions say to `explain/` when they fail.

use super::{paths, types};
use crate::explain::{Act, Place, Refused, is_refusal, no_folder};
use crate::guest::Guest;
use crate::host::path::Path;
use crate::host::required;
use crate::host::rights::Rights;
use crate::host::sandbox::Follow;
use crate::host::tree::OpenRequest;
use crate::sys::Errno;
use crate::threads;

/// A call of a host function: its parameters by their names.
pub struct Call<'a> {
    pub guest: Guest,
    pub function: &'a str,
    pub parameters: &'a [(&'a str, u64)],
}

/// Explains why a call failed, if it was refused.
pub fn explain(call: &Call<'_>, errno: Errno) {
    let needs_folder = call.function.starts_with("path_") || call.function == "fd_prestat_get";
    if errno == Errno::EBADF && needs_folder {
        return no_folder(call.function);
    }
    if !is_refusal(errno) {
        return;
    }
    let (mut first, mut second) = (Path::new(), Path::new());
    let first = call.path(&mut first, ["path", "old_path"], ["path_len", "old_path_len"]);
    let second = call.path(&mut second, ["new_path"; 2], ["new_path_len"; 2]);
    let (path, act) = match (call.function, first) {
        ("path_symlink", Some(text)) => (second, Act::MakeLink(text)),
        ("path_readlink", _) => (first, Act::ReadLink),
        ("fd_fdstat_set_rights", _) => (None, Act::SetRights),
        _ => (first, Act::On(call.follow())),
    };
    let target = call.parameter("new_fd").map(|number| Place {
        number: Some(number as u32),
        path: second,
        needed: match call.function {
            "path_link" => required::LINK_TO,
            _ => required::RENAME_TO,
        },
        needed_below: Rights::NONE,
    });
    let (needed, needed_below) = call.needed();
    let number = call.parameter("fd").or_else(|| call.parameter("old_fd"));
    let number = number.map(|value| value as u32);
    let place = Place { number, path, needed, needed_below };
    Refused { function: call.function, act, place, target }.explain(errno);
    // Its folder has been looked up once more.
    threads::end_host_call();
}

impl Call<'_> {
    fn parameter(&self, name: &str) -> Option<u64> {
        self.parameters.iter().find(|(known, _)| *known == name).map(|&(_, value)| value)
    }

    /// The path at one of these parameters.
    fn path<'a>(
        &self,
        space: &'a mut Path,
        places: [&str; 2],
        lengths: [&str; 2],
    ) -> Option<&'a Path> {
        let value = |names: [&str; 2]| names.iter().find_map(|name| self.parameter(name));
        let (place, length) = (value(places)?, value(lengths)?);
        let copied =
            space.fill(length as usize, &mut |space| self.guest.copy_bytes(place as u32, space));
        copied.is_ok().then_some(space)
    }

    /// What happens to a link at the end of the path.
    fn follow(&self) -> Follow {
        let flags = ["dirflags", "flags", "old_flags"];
        let value = flags.iter().find_map(|name| self.parameter(name)).unwrap_or(0);
        types::follow(value as u32).unwrap_or(Follow::No)
    }

    /// The rights that the first descriptor needs, and those that it needs to pass on.
    fn needed(&self) -> (Rights, Rights) {
        match self.open_request() {
            Some(request) => (request.needed(), request.needed_below()),
            None => (required::by(self.function), Rights::NONE),
        }
    }

    fn open_request(&self) -> Option<OpenRequest> {
        let value = |name| self.parameter(name);
        let flags = [value("dirflags")?, value("oflags")?, value("fdflags")?];
        let [dirflags, oflags, fdflags] = flags.map(|value| value as u32);
        let rights = [value("rights_base")?, value("rights_inheriting")?];
        paths::open_request(dirflags, oflags, rights, fdflags).ok()
    }
}
