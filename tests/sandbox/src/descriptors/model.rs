//! What each number stands for.

use std::collections::BTreeMap;
use std::fmt;

use super::calls::{Call, Found, Opening};
use crate::Finding;
use crate::random::Random;

/// What an entry is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum What {
    /// Standard input, output or error.
    Stream,
    File,
    /// Opened without being asked for as a folder.
    SomeFolder,
    Folder,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Entry {
    pub what: What,
    /// Of a file or folder.
    pub inode: Option<u64>,
    pub read_only: bool,
    pub rights: u64,
    pub inheriting: u64,
}

/// Rights by the bits of the document.
pub const fn bits(numbers: &[u32]) -> u64 {
    let mut all = 0;
    let mut index = 0;
    while index < numbers.len() {
        all |= 1 << numbers[index];
        index += 1;
    }
    all
}

/// Rights to change something: writing, allocating; making files, folders, links
/// of both kinds and names; sizes, times, removal.
pub const CHANGING: u64 = bits(&[6, 8, 9, 10, 11, 12, 16, 17, 19, 20, 22, 23, 24, 25, 26]);
/// Rights to see what there is: reading, listing, reading links.
pub const SEEING: u64 = bits(&[1, 14, 15]);
const ALL: u64 = (1 << 30) - 1;
/// Rights that mean something for a folder.
const OF_FOLDER: u64 =
    bits(&[0, 3, 4, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 23, 24, 25, 26]);
const OF_FILE: u64 = bits(&[0, 1, 2, 3, 4, 5, 6, 7, 8, 21, 22, 23, 27]);
const OF_SOCKET: u64 = bits(&[1, 3, 6, 21, 27, 28, 29]);

impl Entry {
    /// What may really be done.
    pub fn effective(&self) -> u64 {
        if self.read_only { self.rights & !CHANGING } else { self.rights }
    }
}

/// What a call must come to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Expected {
    Done,
    Error(i32),
    /// Not refused for lack of a right or descriptor.
    Allowed,
}

#[derive(Clone, Debug)]
pub struct Model {
    entries: BTreeMap<u32, Entry>,
}

impl Model {
    /// The streams, and granted folders by their inodes, read-only or not.
    pub fn new(folders: &[(u64, bool)]) -> Model {
        let stream = Entry {
            what: What::Stream,
            inode: None,
            read_only: false,
            rights: OF_FILE | OF_SOCKET,
            inheriting: OF_SOCKET,
        };
        let mut entries: BTreeMap<u32, Entry> = (0..3).map(|number| (number, stream)).collect();
        for (number, (inode, read_only)) in (3..).zip(folders) {
            let folder = Entry {
                what: What::Folder,
                inode: Some(*inode),
                read_only: *read_only,
                rights: OF_FOLDER,
                inheriting: OF_FOLDER | OF_FILE,
            };
            entries.insert(number, folder);
        }
        Model { entries }
    }

    pub fn get(&self, number: u32) -> Option<&Entry> {
        self.entries.get(&number)
    }

    /// Behind the highest number that could have been used by mistake.
    pub fn end(&self) -> u32 {
        self.entries.keys().last().map_or(4, |last| last + 4)
    }

    /// One that is in use; 0 where none is.
    pub fn random_number(&self, random: &mut Random) -> u32 {
        self.choose(random, |_| true)
    }

    /// One that is a folder; 0 where none is.
    pub fn random_folder(&self, random: &mut Random) -> u32 {
        self.choose(random, |entry| matches!(entry.what, What::Folder | What::SomeFolder))
    }

    fn choose(&self, random: &mut Random, wanted: impl Fn(&Entry) -> bool) -> u32 {
        let all = self.entries.iter().filter(|(_, entry)| wanted(entry));
        let all: Vec<u32> = all.map(|(number, _)| *number).collect();
        if all.is_empty() { 0 } else { random.pick(&all) }
    }

    /// What the lack of a descriptor or right lets a call come to.
    pub fn gate(&self, number: u32, needed: u64, folder: bool) -> Result<Entry, Expected> {
        const EBADF: i32 = 9;
        const ENOTDIR: i32 = 20;
        let entry = *self.get(number).ok_or(Expected::Error(EBADF))?;
        if folder && entry.what == What::Stream {
            return Err(Expected::Error(ENOTDIR));
        }
        if entry.effective() & needed != needed {
            return Err(Expected::Error(super::ENOTCAPABLE));
        }
        Ok(entry)
    }

    /// What is after `call`, which was done.
    pub fn apply(mut self, call: &Call, found: Found) -> Result<Model, Finding> {
        match call {
            Call::Open(number, opening) => self.open(*number, opening, &found)?,
            Call::Close(number) => drop(self.entries.remove(number)),
            Call::Renumber(from, to) if from != to => {
                let moved = self.entries.remove(from).expect("it was expected to work");
                self.entries.insert(*to, moved);
            }
            Call::SetRights(number, rights, inheriting) => {
                let entry = self.entries.get_mut(number).expect("it was expected to work");
                (entry.rights, entry.inheriting) = (*rights, *inheriting);
            }
            Call::Describe(number) => {
                let Found::Rights(rights, inheriting) = found else { unreachable!("by the call") };
                let entry = self.entries[number];
                let expected = match entry.what {
                    What::Folder => entry.effective(),
                    What::SomeFolder => entry.effective() & OF_FOLDER,
                    What::File => entry.effective() & OF_FILE,
                    // The kernel decides.
                    What::Stream => entry.effective() & rights,
                };
                if (rights, inheriting) != (expected, entry.inheriting) {
                    return Err(format!("the rights are {rights:#x} and {inheriting:#x}"));
                }
            }
            Call::ReadAt(number) => {
                let Found::Bytes(bytes) = found else { unreachable!("by the call") };
                if bytes.iter().any(|byte| *byte != bytes[0] && *byte != 0) {
                    return Err(format!("{number} has the bytes of several files"));
                }
            }
            _ => {}
        }
        Ok(self)
    }

    fn open(&mut self, number: u32, opening: &Opening, found: &Found) -> Result<(), Finding> {
        let Found::Opened { number: opened, inode, folder } = *found else {
            unreachable!("by the call")
        };
        let lowest = (0..).find(|number| !self.entries.contains_key(number)).expect("some are");
        if opened != lowest {
            return Err(format!("{opened} is not the lowest free number, {lowest}"));
        }
        let above = self.entries[&number];
        let applicable = if opening.folder { OF_FOLDER } else { ALL };
        let what = match (opening.folder, folder) {
            (true, _) => What::Folder,
            (false, true) => What::SomeFolder,
            (false, false) => What::File,
        };
        let entry = Entry {
            what,
            inode: Some(inode),
            read_only: above.read_only,
            rights: opening.rights & above.inheriting & applicable,
            inheriting: opening.inheriting & above.inheriting,
        };
        self.entries.insert(opened, entry);
        Ok(())
    }
}

impl fmt::Display for Model {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (number, entry) in &self.entries {
            writeln!(f, "  {number}: {entry:x?}")?;
        }
        Ok(())
    }
}
