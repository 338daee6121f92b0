//! What a program may do with descriptors: at random, by the documents, and by
//! the runtime.

use std::fs;
use std::os::unix::fs::MetadataExt;

use super::model::{CHANGING, Expected, Model, SEEING, What, bits};
use crate::host::path::{PATH_MAX, Path};
use crate::host::poll::{Cursor, Direction, Interests, Space};
use crate::host::rights::Rights;
use crate::host::sandbox::Follow;
use crate::host::status::StatusFlags;
use crate::host::tree::{self, Location, OpenRequest};
use crate::host::{Result as HostResult, clocks, descriptors, directories, files, sockets};
use crate::random::Random;
use crate::sys::Buffer;
use crate::sys::files::Whence;
use crate::sys::paths::Times;

/// How something is opened.
#[derive(Clone, Copy, Debug)]
pub struct Opening {
    pub path: &'static str,
    pub follow: bool,
    pub create: bool,
    pub exclusive: bool,
    pub truncate: bool,
    pub folder: bool,
    pub rights: u64,
    pub inheriting: u64,
    /// Preview1, `$fdflags`.
    pub flags: u32,
}

impl Opening {
    pub fn to_write(path: &'static str) -> Opening {
        const FD_WRITE: u64 = bits(&[6]);
        Opening {
            path,
            follow: true,
            create: false,
            exclusive: false,
            truncate: false,
            folder: false,
            rights: FD_WRITE,
            inheriting: 0,
            flags: 0,
        }
    }
}

#[derive(Clone, Debug)]
pub enum Call {
    Open(u32, Opening),
    Close(u32),
    Renumber(u32, u32),
    SetRights(u32, u64, u64),
    Describe(u32),
    Read(u32),
    ReadAt(u32),
    Write(u32),
    WriteAt(u32),
    Seek(u32),
    Tell(u32),
    Advise(u32),
    Allocate(u32),
    SetSize(u32),
    SetTimes(u32),
    SetFlags(u32),
    Sync(u32),
    SyncData(u32),
    Attributes(u32),
    List(u32),
    PollRead(u32),
    PollWrite(u32),
    Receive(u32),
    Send(u32),
    Accept(u32),
    Shutdown(u32),
    CreateDirectory(u32),
    RemoveDirectory(u32),
    Unlink(u32),
    Symlink(u32),
    ReadLink(u32),
    AttributesOfPath(u32),
    SetTimesOfPath(u32),
    Link(u32, u32),
    Rename(u32, u32),
}

/// What a call found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Found {
    Nothing,
    Opened { number: u32, inode: u64, folder: bool },
    Rights(u64, u64),
    Bytes(Vec<u8>),
}

impl Call {
    pub fn random(random: &mut Random, model: &Model) -> Call {
        let mut number = || match random.below(20) {
            0 => random.pick(&[100_000, u32::MAX]),
            1..8 => model.random_folder(random),
            8..18 => model.random_number(random),
            _ => random.below(model.end() as usize) as u32,
        };
        let (number, other) = (number(), number());
        // Without its folders a program can do but little.
        let is_kept = [3, 4].contains(&number) && random.chance(9, 10);
        match random.below(44) {
            0..10 => Call::Open(number, opening(random)),
            10 | 11 if !is_kept => Call::Close(number),
            12 if !is_kept => Call::Renumber(number, other),
            13 => {
                let entry = model.get(number);
                let (rights, inheriting) =
                    entry.map_or((1, 1), |entry| (entry.rights, entry.inheriting));
                let mut some = |rights: u64| match random.below(8) {
                    0 => rights | 1 << random.below(30),
                    1 => rights & random.next(),
                    2 => rights & !(1 << random.below(30)),
                    _ => rights,
                };
                Call::SetRights(number, some(rights), some(inheriting))
            }
            10..16 => Call::Describe(number),
            // Those that could change what the test itself was started with are
            // for files and folders.
            choice if model.get(number).is_some_and(|entry| entry.what == What::Stream) => {
                if choice % 2 == 0 {
                    Call::Attributes(number)
                } else {
                    Call::CreateDirectory(number)
                }
            }
            16 => Call::Read(number),
            17 | 18 => Call::ReadAt(number),
            19 => Call::Write(number),
            20 => Call::WriteAt(number),
            21 => Call::Seek(number),
            22 => Call::Tell(number),
            23 => Call::Advise(number),
            24 => Call::Allocate(number),
            25 => Call::SetSize(number),
            26 => Call::SetTimes(number),
            27 => Call::SetFlags(number),
            28 => Call::Sync(number),
            29 => Call::SyncData(number),
            30 => Call::Attributes(number),
            31 => Call::List(number),
            32 => Call::PollRead(number),
            33 => Call::PollWrite(number),
            34 => random.pick_clone(&[
                Call::Receive(number),
                Call::Send(number),
                Call::Accept(number),
                Call::Shutdown(number),
            ]),
            35 => Call::CreateDirectory(number),
            36 => Call::RemoveDirectory(number),
            37 => Call::Unlink(number),
            38 => Call::Symlink(number),
            39 => Call::ReadLink(number),
            40 => Call::AttributesOfPath(number),
            41 => Call::SetTimesOfPath(number),
            42 => Call::Link(number, other),
            _ => Call::Rename(number, other),
        }
    }

    /// What the documents and the model say.
    pub fn expected(&self, model: &Model) -> Expected {
        self.refusal(model).err().unwrap_or(match self {
            Call::Close(_) | Call::Renumber(..) | Call::SetRights(..) | Call::Describe(_) => {
                Expected::Done
            }
            _ => Expected::Allowed,
        })
    }

    /// Why it must fail by the rights alone. Source: preview1, `$rights`.
    fn refusal(&self, model: &Model) -> Result<(), Expected> {
        const EINVAL: Expected = Expected::Error(22);
        const ENOTSOCK: Expected = Expected::Error(88);
        const NOTCAPABLE: Expected = Expected::Error(super::ENOTCAPABLE);
        let file = |number: u32, needed: &[u32]| model.gate(number, bits(needed), false).map(drop);
        let folder = |number: u32, needed: &[u32]| model.gate(number, bits(needed), true);
        let socket = |number: u32| match model.gate(number, 0, false)?.what {
            What::Stream => Ok(()),
            _ => Err(ENOTSOCK),
        };
        match *self {
            Call::Open(number, opening) => {
                let mut needed = vec![13];
                needed.extend(opening.create.then_some(10));
                needed.extend(opening.truncate.then_some(19));
                let above = folder(number, &needed)?;
                if opening.folder && (opening.create || opening.exclusive || opening.truncate) {
                    return Err(EINVAL);
                }
                let mut passed_on = 0;
                if !opening.folder {
                    passed_on |= opening.rights & bits(&[1, 6]);
                }
                // `dsync`, then `rsync` and `sync`.
                passed_on |= if opening.flags & 2 != 0 { bits(&[0]) } else { 0 };
                passed_on |= if opening.flags & 24 != 0 { bits(&[4]) } else { 0 };
                let may = above.inheriting & if above.read_only { !bits(&[6]) } else { !0 };
                if may & passed_on == passed_on { Ok(()) } else { Err(NOTCAPABLE) }
            }
            Call::Close(number) | Call::Describe(number) => file(number, &[]),
            Call::Renumber(from, to) => file(from, &[]).and(file(to, &[])),
            Call::SetRights(number, rights, inheriting) => {
                let entry = model.gate(number, 0, false)?;
                let fewer = rights & !entry.rights == 0 && inheriting & !entry.inheriting == 0;
                if fewer { Ok(()) } else { Err(NOTCAPABLE) }
            }
            Call::Read(number) => file(number, &[1]),
            Call::ReadAt(number) => file(number, &[1, 2]),
            Call::Write(number) => file(number, &[6]),
            Call::WriteAt(number) => file(number, &[6, 2]),
            Call::Seek(number) => file(number, &[2]),
            Call::Tell(number) => file(number, &[2]).or_else(|_| file(number, &[5])),
            Call::Advise(number) => file(number, &[7]),
            Call::Allocate(number) => file(number, &[8]),
            Call::SetSize(number) => file(number, &[22]),
            Call::SetTimes(number) => file(number, &[23]),
            Call::SetFlags(number) => file(number, &[3]),
            Call::Sync(number) => file(number, &[4]),
            Call::SyncData(number) => file(number, &[0]),
            Call::Attributes(number) => file(number, &[21]),
            Call::List(number) => folder(number, &[14]).map(drop),
            Call::PollRead(number) => file(number, &[1, 27]),
            Call::PollWrite(number) => file(number, &[6, 27]),
            Call::Receive(number) | Call::Send(number) => socket(number),
            Call::Accept(number) | Call::Shutdown(number) => socket(number),
            Call::CreateDirectory(number) => folder(number, &[9]).map(drop),
            Call::RemoveDirectory(number) => folder(number, &[25]).map(drop),
            Call::Unlink(number) => folder(number, &[26]).map(drop),
            Call::Symlink(number) => folder(number, &[24]).map(drop),
            Call::ReadLink(number) => folder(number, &[15]).map(drop),
            Call::AttributesOfPath(number) => folder(number, &[18]).map(drop),
            Call::SetTimesOfPath(number) => folder(number, &[20]).map(drop),
            Call::Link(from, to) | Call::Rename(from, to) => {
                let needed = if matches!(self, Call::Link(..)) { [11, 12] } else { [16, 17] };
                let source = folder(from, &needed[..1])?;
                let target = folder(to, &needed[1..])?;
                // Nothing becomes possible with the file that was not.
                let gained = target.inheriting & !source.inheriting & (CHANGING | SEEING);
                if gained == 0 { Ok(()) } else { Err(NOTCAPABLE) }
            }
        }
    }

    /// Does it.
    pub fn make(&self) -> Result<Found, i32> {
        self.make_inside().map_err(|errno| errno.number().into())
    }

    fn make_inside(&self) -> HostResult<Found> {
        let time = clocks::timespec(0);
        let times = Times { access: time, modification: time };
        let mut bytes = [0; 16];
        let base = bytes.as_mut_ptr();
        // SAFETY: `bytes` lives until the end, and is read only afterwards.
        let buffers = unsafe { [Buffer::new(base, 8), Buffer::new(base.wrapping_add(8), 8)] };
        let request = sockets::ReceiveRequest { peek: false, wait_all: false };
        match *self {
            Call::Open(number, opening) => {
                let opened = open_inside(number, &opening)?;
                let host = descriptors::get(opened)?.host;
                let found = fs::metadata(format!("/proc/self/fd/{}", host.0)).expect("it is open");
                let (inode, folder) = (found.ino(), found.is_dir());
                return Ok(Found::Opened { number: opened, inode, folder });
            }
            Call::Close(number) => descriptors::close(number)?,
            Call::Renumber(from, to) => descriptors::renumber(from, to)?,
            Call::SetRights(number, rights, inheriting) => {
                files::set_rights(number, Rights(rights), Rights(inheriting))?;
            }
            Call::Describe(number) => {
                let found = files::describe(number)?;
                return Ok(Found::Rights(found.rights.0, found.inheriting.0));
            }
            Call::Read(number) => drop(files::read(number, &buffers)?),
            Call::ReadAt(number) => {
                let count = files::read_at(number, &buffers, 0)?;
                return Ok(Found::Bytes(bytes[..count].to_vec()));
            }
            // Zeros, which no file's letter is.
            Call::Write(number) => drop(files::write(number, &buffers[..1])?),
            Call::WriteAt(number) => drop(files::write_at(number, &buffers, 4)?),
            Call::Seek(number) => drop(files::seek(number, 1, Whence::Set)?),
            Call::Tell(number) => drop(files::tell(number)?),
            Call::Advise(number) => files::advise(number, 0, 8, files::Advice::Random)?,
            Call::Allocate(number) => files::allocate(number, 0, 16)?,
            Call::SetSize(number) => files::set_size(number, 9)?,
            Call::SetTimes(number) => files::set_times(number, &times)?,
            Call::SetFlags(number) => files::set_flags(number, status(1))?,
            Call::Sync(number) => files::sync(number)?,
            Call::SyncData(number) => files::sync_data(number)?,
            Call::Attributes(number) => drop(files::attributes(number)?),
            Call::List(number) => {
                directories::for_each_entry(number, 0, 512, &mut |_| directories::Progress::More)?;
            }
            Call::PollRead(number) => wait_for(number, Direction::Read)?,
            Call::PollWrite(number) => wait_for(number, Direction::Write)?,
            Call::Receive(number) => drop(sockets::receive(number, &buffers, request)?),
            Call::Send(number) => drop(sockets::send(number, &buffers)?),
            Call::Accept(number) => drop(sockets::accept(number, StatusFlags::NONE)?),
            Call::Shutdown(number) => sockets::shutdown(number, sockets::Shutdown::Both)?,
            Call::CreateDirectory(number) => tree::create_directory(number, &mut text("new")?)?,
            Call::RemoveDirectory(number) => tree::remove_directory(number, &mut text("new")?)?,
            Call::Unlink(number) => tree::unlink_file(number, &mut text("s")?)?,
            Call::Symlink(number) => tree::symlink(&text("f1")?, number, &mut text("s")?)?,
            Call::ReadLink(number) => {
                let mut target = [0; PATH_MAX];
                tree::read_link(number, &mut text("l")?, &mut target)?;
            }
            Call::AttributesOfPath(number) => {
                tree::attributes(number, &mut text("d/g")?, Follow::Yes)?;
            }
            Call::SetTimesOfPath(number) => {
                tree::set_times(number, &mut text("f2")?, Follow::Yes, &times)?;
            }
            Call::Link(from, to) => {
                let (mut old, mut new) = (text("f1")?, text("h")?);
                let to = Location { number: to, path: &mut new };
                tree::link(Location { number: from, path: &mut old }, Follow::No, to)?;
            }
            Call::Rename(from, to) => {
                let (mut old, mut new) = (text("h")?, text("h2")?);
                let to = Location { number: to, path: &mut new };
                tree::rename(Location { number: from, path: &mut old }, to)?;
            }
        }
        Ok(Found::Nothing)
    }
}

/// Opens, and says the number.
pub fn open(number: u32, opening: &Opening) -> Result<u32, i32> {
    open_inside(number, opening).map_err(|errno| errno.number().into())
}

fn open_inside(number: u32, opening: &Opening) -> HostResult<u32> {
    let request = OpenRequest {
        follow: if opening.follow { Follow::Yes } else { Follow::No },
        create: opening.create,
        exclusive: opening.exclusive,
        truncate: opening.truncate,
        folder: opening.folder,
        rights: Rights(opening.rights),
        inheriting: Rights(opening.inheriting),
        flags: status(opening.flags),
    };
    tree::open(number, &text(opening.path)?, &request)
}

fn opening(random: &mut Random) -> Opening {
    let mut flag = |part| random.chance(part, 8);
    let opening = Opening {
        path: "",
        follow: flag(6),
        create: flag(1),
        exclusive: flag(1),
        truncate: flag(1),
        folder: flag(2),
        rights: 0,
        inheriting: 0,
        flags: 0,
    };
    let mut rights = || match random.below(4) {
        0 => u64::MAX,
        1 => random.next(),
        2 => !(1 << random.below(30)),
        _ => random.next() & random.next(),
    };
    let (rights, inheriting) = (rights(), rights());
    let path = if opening.folder {
        random.pick(&[".", "d", "f0", "d/.."])
    } else {
        random.pick(&["f0", "f1", "f2", "d/g", "l", "d", "missing/x"])
    };
    let flags = if random.chance(1, 4) { random.below(32) as u32 } else { 0 };
    Opening { path, rights, inheriting, flags, ..opening }
}

fn status(bits: u32) -> StatusFlags {
    StatusFlags::from_bits(bits).expect("all of these mean something")
}

fn text(path: &str) -> HostResult<Path> {
    let mut text = Path::new();
    text.fill_from(path.as_bytes())?;
    Ok(text)
}

/// Whether a descriptor can be waited for.
fn wait_for(number: u32, direction: Direction) -> HostResult {
    let mut space = [Space::uninit()];
    let mut interests = Interests::new(&mut space);
    let mut cursor = Cursor::default();
    if interests.add(number, direction, &mut cursor)? {
        return Ok(());
    }
    match interests.readiness(number, direction, &cursor) {
        Some(Err(errno)) => Err(errno),
        _ => panic!("it cannot be waited for, and nothing is wrong with it"),
    }
}
