//! How a descriptor is open, and what it is open on.

use core::ffi::CStr;

use super::Result;
use crate::sys::Fd;
use crate::sys::paths::{self, FileType, Status};

/// How reads and writes behave. Source: preview1, `$fdflags`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[repr(transparent)]
pub struct StatusFlags(u16);

impl StatusFlags {
    pub const NONE: StatusFlags = StatusFlags(0);
    pub const APPEND: StatusFlags = StatusFlags(1);
    pub const DSYNC: StatusFlags = StatusFlags(2);
    pub const NONBLOCK: StatusFlags = StatusFlags(4);
    pub const RSYNC: StatusFlags = StatusFlags(8);
    pub const SYNC: StatusFlags = StatusFlags(16);

    /// `None` where a bit has no meaning.
    pub fn from_bits(bits: u32) -> Option<StatusFlags> {
        (bits < 32).then_some(StatusFlags(bits as u16))
    }

    pub fn bits(self) -> u16 {
        self.0
    }

    pub fn union(self, other: StatusFlags) -> StatusFlags {
        StatusFlags(self.0 | other.0)
    }

    pub fn contains(self, other: StatusFlags) -> bool {
        self.0 & other.0 == other.0
    }

    /// The flags that fcntl(2), `F_SETFL`, cannot change.
    pub fn synchronisation(self) -> StatusFlags {
        StatusFlags(self.0 & (StatusFlags::DSYNC.0 | StatusFlags::RSYNC.0 | StatusFlags::SYNC.0))
    }

    /// As open(2) has them. Linux synchronises reads only together with writes.
    pub fn to_open_flags(self) -> u32 {
        let mut flags = 0;
        // As nearly always.
        if self == StatusFlags::NONE {
            return flags;
        }
        for (flag, open_flag) in [
            (StatusFlags::APPEND, paths::O_APPEND),
            (StatusFlags::DSYNC, paths::O_DSYNC),
            (StatusFlags::NONBLOCK, paths::O_NONBLOCK),
            (StatusFlags::RSYNC, paths::O_SYNC),
            (StatusFlags::SYNC, paths::O_SYNC),
        ] {
            if self.contains(flag) {
                flags |= open_flag;
            }
        }
        flags
    }

    /// From what fcntl(2), `F_GETFL`, says.
    pub fn from_open_flags(open_flags: u32) -> StatusFlags {
        let mut flags = 0;
        for (flag, open_flag) in [
            (StatusFlags::APPEND, paths::O_APPEND),
            (StatusFlags::DSYNC, paths::O_DSYNC),
            (StatusFlags::NONBLOCK, paths::O_NONBLOCK),
            (StatusFlags::SYNC, paths::O_SYNC),
        ] {
            if open_flags & open_flag == open_flag {
                flags |= flag.0;
            }
        }
        StatusFlags(flags)
    }
}

/// What a name or descriptor stands for. Source: preview1, `$filetype`, whose
/// numbers these are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub enum Filetype {
    /// Also pipes, for which preview 1 has no word.
    Unknown = 0,
    BlockDevice = 1,
    CharacterDevice = 2,
    Directory = 3,
    RegularFile = 4,
    SocketDgram = 5,
    SocketStream = 6,
    SymbolicLink = 7,
}

impl From<FileType> for Filetype {
    fn from(file_type: FileType) -> Filetype {
        match file_type {
            FileType::CharacterDevice => Filetype::CharacterDevice,
            FileType::Folder => Filetype::Directory,
            FileType::BlockDevice => Filetype::BlockDevice,
            FileType::RegularFile => Filetype::RegularFile,
            FileType::Symlink => Filetype::SymbolicLink,
            // A name does not say which; most are streams.
            FileType::Socket => Filetype::SocketStream,
            FileType::Fifo | FileType::Unknown => Filetype::Unknown,
        }
    }
}

/// Attributes of a file, folder or other thing with a name.
#[derive(Clone, Copy, Debug)]
pub struct Attributes {
    pub device: u64,
    pub inode: u64,
    pub filetype: Filetype,
    pub link_count: u64,
    /// In bytes.
    pub size: u64,
    /// Nanoseconds since 1970.
    pub access_time: u64,
    pub modification_time: u64,
    pub change_time: u64,
}

impl Attributes {
    /// Of what is open, even if only for looking up names.
    pub fn of(fd: Fd) -> Result<Attributes> {
        Attributes::of_name(fd, c"")
    }

    /// Of the name in `folder`; where it is a symbolic link, of the link.
    #[inline(never)]
    pub fn of_name(folder: Fd, name: &CStr) -> Result<Attributes> {
        Ok(Attributes::from_status(&paths::status(folder, name)?))
    }

    #[inline]
    fn from_status(status: &Status) -> Attributes {
        let [major, minor] = status.device;
        Attributes {
            device: u64::from(major) << 32 | u64::from(minor),
            inode: status.inode,
            filetype: status.file_type().into(),
            link_count: u64::from(status.link_count),
            size: status.size,
            access_time: nanoseconds(status.access_time),
            modification_time: nanoseconds(status.modification_time),
            change_time: nanoseconds(status.change_time),
        }
    }
}

/// Times before 1970 become 1970, times after 2554 the latest there is.
fn nanoseconds(time: paths::StatusTime) -> u64 {
    match u64::try_from(time.seconds) {
        Ok(seconds) => {
            seconds.saturating_mul(1_000_000_000).saturating_add(u64::from(time.nanoseconds))
        }
        Err(_) => 0,
    }
}
