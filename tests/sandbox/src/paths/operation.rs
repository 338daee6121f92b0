//! What a program may do with paths, and how the runtime does it.

use std::fs;
use std::path::Path as HostPath;

use super::relative;
use super::tree::{Tree, likely_path, link_target};
use crate::host::path::{PATH_MAX, Path};
use crate::host::rights::Rights;
use crate::host::sandbox::Follow;
use crate::host::status::{Filetype, StatusFlags};
use crate::host::tree::{self as names, Location, OpenRequest};
use crate::host::{Result as HostResult, clocks, descriptors};
use crate::random::Random;
use crate::sys::paths::Times;

/// How a file is opened.
#[derive(Clone, Copy, Debug)]
pub struct Opening {
    pub follow: bool,
    pub create: bool,
    pub exclusive: bool,
    pub truncate: bool,
    pub folder: bool,
    pub write: bool,
}

#[derive(Clone, Debug)]
pub enum Operation {
    Open(String, Opening),
    CreateDirectory(String),
    RemoveDirectory(String),
    Unlink(String),
    Rename(String, String),
    Link(String, bool, String),
    Symlink(String, String),
    ReadLink(String),
    Attributes(String, bool),
    SetTimes(String, bool),
}

/// What an operation says when it is done: empty, or what it found.
pub type Answer = Result<String, i32>;

impl Operation {
    pub fn random(random: &mut Random, tree: &Tree) -> Operation {
        let path = likely_path(random, tree);
        let other = likely_path(random, tree);
        let mut flag = |part| random.chance(part, 4);
        match flag(2) {
            true => Operation::Open(
                path,
                Opening {
                    follow: flag(3),
                    create: flag(1),
                    exclusive: flag(1),
                    truncate: flag(1),
                    folder: flag(1),
                    write: flag(1),
                },
            ),
            false => match random.below(12) {
                0 | 1 => Operation::CreateDirectory(path),
                2 => Operation::RemoveDirectory(path),
                3 => Operation::Unlink(path),
                4 | 5 => Operation::Rename(path, other),
                6 => Operation::Link(path, random.chance(1, 2), other),
                7 => Operation::Symlink(link_target(random), path),
                8 => Operation::ReadLink(path),
                9 => Operation::SetTimes(path, random.chance(1, 2)),
                _ => Operation::Attributes(path, random.chance(1, 2)),
            },
        }
    }

    /// All that must be a path.
    pub fn paths(&self) -> Vec<&str> {
        match self {
            Operation::Open(path, _)
            | Operation::CreateDirectory(path)
            | Operation::RemoveDirectory(path)
            | Operation::Unlink(path)
            | Operation::ReadLink(path)
            | Operation::Attributes(path, _)
            | Operation::SetTimes(path, _) => vec![path],
            Operation::Rename(from, to)
            | Operation::Link(from, _, to)
            | Operation::Symlink(from, to) => vec![from, to],
        }
    }

    /// Does it below the granted folder `number`, which lies in `copy`.
    pub fn run(&self, number: u32, copy: &HostPath) -> Answer {
        self.run_inside(number, copy).map_err(|errno| errno.number().into())
    }

    fn run_inside(&self, number: u32, copy: &HostPath) -> HostResult<String> {
        let nothing = |()| String::new();
        match self {
            Operation::Open(path, opening) => open(number, path, *opening, copy),
            Operation::CreateDirectory(path) => {
                names::create_directory(number, &mut text(path)?).map(nothing)
            }
            Operation::RemoveDirectory(path) => {
                names::remove_directory(number, &mut text(path)?).map(nothing)
            }
            Operation::Unlink(path) => names::unlink_file(number, &mut text(path)?).map(nothing),
            Operation::Rename(from, to) => {
                let (mut from, mut to) = (text(from)?, text(to)?);
                let from = Location { number, path: &mut from };
                names::rename(from, Location { number, path: &mut to }).map(nothing)
            }
            Operation::Link(from, follow, to) => {
                let (mut from, mut to) = (text(from)?, text(to)?);
                let from = Location { number, path: &mut from };
                let to = Location { number, path: &mut to };
                names::link(from, how(*follow), to).map(nothing)
            }
            Operation::Symlink(target, path) => {
                let (target, mut path) = (text(target)?, text(path)?);
                names::symlink(&target, number, &mut path).map(nothing)
            }
            Operation::ReadLink(path) => {
                let mut target = [0; PATH_MAX];
                let target = names::read_link(number, &mut text(path)?, &mut target)?;
                Ok(String::from_utf8_lossy(target).into_owned())
            }
            Operation::Attributes(path, follow) => {
                let found = names::attributes(number, &mut text(path)?, how(*follow))?;
                Ok(match found.filetype {
                    Filetype::Directory => String::from("folder"),
                    Filetype::SymbolicLink => format!("link of {}", found.size),
                    _ => format!("file of {}, {} names", found.size, found.link_count),
                })
            }
            Operation::SetTimes(path, follow) => {
                let time = clocks::timespec(0);
                let times = Times { access: time, modification: time };
                names::set_times(number, &mut text(path)?, how(*follow), &times).map(nothing)
            }
        }
    }
}

fn text(path: &str) -> HostResult<Path> {
    let mut text = Path::new();
    text.fill_from(path.as_bytes())?;
    Ok(text)
}

fn how(follow: bool) -> Follow {
    if follow { Follow::Yes } else { Follow::No }
}

/// Says what was opened.
fn open(number: u32, path: &str, opening: Opening, copy: &HostPath) -> HostResult<String> {
    let rights = if opening.write { Rights::FD_WRITE } else { Rights::FD_READ };
    let request = OpenRequest {
        follow: how(opening.follow),
        create: opening.create,
        exclusive: opening.exclusive,
        truncate: opening.truncate,
        folder: opening.folder,
        rights,
        inheriting: Rights::NONE,
        flags: StatusFlags::NONE,
    };
    let opened = names::open(number, &text(path)?, &request)?;
    let host = descriptors::get(opened)?.host;
    let place = fs::read_link(format!("/proc/self/fd/{}", host.0)).expect("it is open");
    descriptors::close(opened)?;
    Ok(relative(&place, copy))
}
