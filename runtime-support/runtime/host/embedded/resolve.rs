//! What a path stands for in an embedded folder. As in granted folders, nothing leads
//! above where it started. Source: path_resolution(7).

use super::table::{self, content};
use crate::abi::embedded::Node;
use crate::host::Result;
use crate::host::sandbox::Follow;
use crate::sys::Errno;

/// How many symbolic links a path may go through.
const MOST_LINKS: u32 = 40;

/// Bytes of the longest name.
const NAME_MAX: usize = 255;

/// The number of the node that `path` stands for below the folder `start`.
pub fn resolve(start: u32, path: &[u8], follow: Follow) -> Result<u32> {
    Walk { start, links: 0 }.go(start, path, follow)
}

struct Walk {
    /// Nothing above it is reached.
    start: u32,
    /// Followed so far; also bounds the recursion.
    links: u32,
}

impl Walk {
    /// Goes along `path` from a folder at or below the start.
    fn go(&mut self, from: u32, path: &[u8], follow: Follow) -> Result<u32> {
        match path.first() {
            None => return Err(Errno::ENOENT),
            Some(b'/') => return Err(Errno::EPERM),
            Some(_) => {}
        }
        let mut current = from;
        let mut rest = path;
        while !rest.is_empty() {
            let end = rest.iter().position(|&byte| byte == b'/').unwrap_or(rest.len());
            let (component, behind) = rest.split_at(end);
            let slashes = behind.iter().take_while(|&&byte| byte == b'/').count();
            rest = behind.get(slashes..).unwrap_or_default();
            let is_last = behind.is_empty();
            let follow = if is_last { follow } else { Follow::Yes };
            current = self.step(current, component, follow)?;
            if !is_last && folder(current).is_none() {
                return Err(Errno::ENOTDIR);
            }
        }
        Ok(current)
    }

    /// One component further.
    fn step(&mut self, current: u32, component: &[u8], follow: Follow) -> Result<u32> {
        let within = folder(current).ok_or(Errno::ENOTDIR)?;
        match component {
            b"." => return Ok(current),
            b".." if current == self.start => return Err(Errno::EPERM),
            b".." => return Ok(within.parent),
            _ if component.len() > NAME_MAX => return Err(Errno::ENAMETOOLONG),
            _ => {}
        }
        let found = table::find(within, component).ok_or(Errno::ENOENT)?;
        match table::node(found) {
            Some(node) if node.kind == Node::LINK && follow == Follow::Yes => {
                self.links += 1;
                if self.links > MOST_LINKS {
                    return Err(Errno::ELOOP);
                }
                self.go(current, content(node), Follow::Yes)
            }
            _ => Ok(found),
        }
    }
}

fn folder(number: u32) -> Option<&'static Node> {
    table::node(number).filter(|node| node.kind == Node::FOLDER)
}
