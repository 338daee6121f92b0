//! Why a path was refused that is not a matter of rights.

use crate::host::path::{Ending, Path};
use crate::host::sandbox::{self, Follow};
use crate::host::{descriptors, embedded};
use crate::sys::Errno;

/// What is wrong with a path.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fault {
    /// It does not start from the folder at all.
    Absolute,
    /// It has more `..` than names before them.
    Above,
    /// A symbolic link on its way, or at its end.
    Link,
}

/// What is wrong with `path` below the folder `number`, if anything is.
pub fn fault(number: u32, path: &Path, follow: Follow) -> Option<Fault> {
    if path.is_absolute() {
        Some(Fault::Absolute)
    } else if rises_above(path.bytes()) {
        Some(Fault::Above)
    } else if link_leads_out(number, path, follow) {
        Some(Fault::Link)
    } else {
        None
    }
}

/// Whether a path leads out of its folder whatever is in there.
fn rises_above(path: &[u8]) -> bool {
    let mut depth = 0_usize;
    for part in path.split(|&byte| byte == b'/') {
        match part {
            b"" | b"." => {}
            b".." if depth == 0 => return true,
            b".." => depth -= 1,
            _ => depth += 1,
        }
    }
    false
}

/// Follows the path once more.
fn link_leads_out(number: u32, path: &Path, follow: Follow) -> bool {
    let Ok(folder) = descriptors::get(number) else { return false };
    let follow = if path.ending() == Ending::NameAndSlash { Follow::Yes } else { follow };
    if let Some(found) = embedded::attributes_at(&folder, path, follow) {
        return matches!(found, Err(Errno::EPERM));
    }
    // An operation takes its path apart.
    let mut parts = Path::new();
    if parts.fill_from(path.bytes()).is_err() {
        return false;
    }
    matches!(sandbox::parent(folder.host, &mut parts), Err(Errno::EPERM))
        || follow == Follow::Yes
            && matches!(sandbox::open_to_look(folder.host, path, follow), Err(Errno::EPERM))
}

impl Fault {
    /// What to say of a path with it.
    pub fn predicate(self) -> &'static str {
        match self {
            Fault::Absolute => " is absolute, which no option permits for a path in a folder",
            Fault::Above => " leads out of the folder; --dir grants the one it leads to",
            Fault::Link => {
                " goes through a symbolic link out of the folder; --dir grants the one it leads to"
            }
        }
    }
}
