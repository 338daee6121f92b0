//! System calls on names in folders.

use core::ffi::CStr;

use super::clocks::Timespec;
use super::{Errno, Fd, OwnedFd, call, call_uninterrupted};
use crate::arch::kernel;

pub use crate::arch::kernel::{O_DIRECTORY, O_NOFOLLOW};

// open(2), "File creation flags" and "File status flags". Those that differ
// between targets are in `arch`.
pub const O_RDONLY: u32 = 0;
pub const O_WRONLY: u32 = 1;
pub const O_RDWR: u32 = 2;
pub const O_ACCMODE: u32 = 3;
pub const O_CREAT: u32 = 0o100;
pub const O_EXCL: u32 = 0o200;
pub const O_NOCTTY: u32 = 0o400;
pub const O_TRUNC: u32 = 0o1000;
pub const O_APPEND: u32 = 0o2000;
pub const O_NONBLOCK: u32 = 0o4000;
pub const O_DSYNC: u32 = 0o10000;
/// Includes [`O_DSYNC`]. Linux has no `O_RSYNC` of its own.
pub const O_SYNC: u32 = 0o4010000;
pub const O_CLOEXEC: u32 = 0o2000000;
pub const O_PATH: u32 = 0o10000000;

/// New files get what the umask leaves of this.
const FILE_MODE: usize = 0o666;
/// New folders get what the umask leaves of this.
const FOLDER_MODE: usize = 0o777;

// `linux/fcntl.h`.
const AT_SYMLINK_NOFOLLOW: usize = 0x100;
const AT_REMOVEDIR: usize = 0x200;
const AT_EMPTY_PATH: usize = 0x1000;

/// openat(2).
pub fn open(folder: Fd, path: &CStr, flags: u32) -> Result<OwnedFd, Errno> {
    let flags = flags | O_CLOEXEC | O_NOCTTY;
    let arguments =
        [folder.argument(), path.as_ptr() as usize, flags as usize, creation_mode(flags)];
    // SAFETY: `path` ends with a NUL and outlives the call.
    unsafe { call_uninterrupted(kernel::OPENAT, arguments) }.and_then(OwnedFd::opened)
}

/// openat2(2) that never leaves `folder`, whatever `..` and symbolic links say,
/// nor goes through a magic link of `/proc`. What would leave is `EXDEV`.
pub fn open_beneath(folder: Fd, path: &CStr, flags: u32) -> Result<OwnedFd, Errno> {
    // openat2(2), "The open_how structure".
    const RESOLVE_NO_MAGICLINKS: u64 = 0x02;
    const RESOLVE_BENEATH: u64 = 0x08;
    #[repr(C)]
    struct OpenHow {
        flags: u64,
        mode: u64,
        resolve: u64,
    }
    // Unlike openat(2), openat2(2) refuses flags that make no sense together.
    let extra = if flags & O_PATH == 0 { O_CLOEXEC | O_NOCTTY } else { O_CLOEXEC };
    let flags = flags | extra;
    let how = OpenHow {
        flags: u64::from(flags),
        mode: creation_mode(flags) as u64,
        resolve: RESOLVE_BENEATH | RESOLVE_NO_MAGICLINKS,
    };
    let arguments =
        [folder.argument(), path.as_ptr() as usize, &raw const how as usize, size_of::<OpenHow>()];
    // SAFETY: `path` and `how` outlive the call.
    unsafe { call_uninterrupted(kernel::OPENAT2, arguments) }.and_then(OwnedFd::opened)
}

fn creation_mode(flags: u32) -> usize {
    if flags & O_CREAT != 0 { FILE_MODE } else { 0 }
}

/// mkdirat(2).
pub fn create_folder(folder: Fd, name: &CStr) -> Result<(), Errno> {
    let arguments = [folder.argument(), name.as_ptr() as usize, FOLDER_MODE];
    // SAFETY: `name` ends with a NUL and outlives the call.
    unsafe { call(kernel::MKDIRAT, arguments) }.map(drop)
}

/// What unlinkat(2) removes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unlink {
    File,
    Folder,
}

/// unlinkat(2).
pub fn unlink(folder: Fd, name: &CStr, what: Unlink) -> Result<(), Errno> {
    let flags = match what {
        Unlink::File => 0,
        Unlink::Folder => AT_REMOVEDIR,
    };
    let arguments = [folder.argument(), name.as_ptr() as usize, flags];
    // SAFETY: as in `create_folder`.
    unsafe { call(kernel::UNLINKAT, arguments) }.map(drop)
}

/// renameat(2).
pub fn rename(from: Fd, name: &CStr, to: Fd, new_name: &CStr) -> Result<(), Errno> {
    let arguments =
        [from.argument(), name.as_ptr() as usize, to.argument(), new_name.as_ptr() as usize];
    // SAFETY: as in `create_folder`.
    unsafe { call(kernel::RENAMEAT, arguments) }.map(drop)
}

/// linkat(2); a symbolic link is linked itself, not what it points to.
pub fn link(from: Fd, name: &CStr, to: Fd, new_name: &CStr) -> Result<(), Errno> {
    let arguments =
        [from.argument(), name.as_ptr() as usize, to.argument(), new_name.as_ptr() as usize, 0];
    // SAFETY: as in `create_folder`.
    unsafe { call(kernel::LINKAT, arguments) }.map(drop)
}

/// symlinkat(2).
pub fn create_symlink(target: &CStr, folder: Fd, name: &CStr) -> Result<(), Errno> {
    let arguments = [target.as_ptr() as usize, folder.argument(), name.as_ptr() as usize];
    // SAFETY: as in `create_folder`.
    unsafe { call(kernel::SYMLINKAT, arguments) }.map(drop)
}

/// readlinkat(2): what the link says, or as much of it as `target` has room for.
pub fn read_symlink<'a>(folder: Fd, name: &CStr, target: &'a mut [u8]) -> Result<&'a [u8], Errno> {
    let arguments =
        [folder.argument(), name.as_ptr() as usize, target.as_mut_ptr() as usize, target.len()];
    // SAFETY: as in `create_folder`; the kernel fills at most all of `target`.
    let length = unsafe { call_uninterrupted(kernel::READLINKAT, arguments) }?;
    Ok(target.get(..length).unwrap_or_default())
}

/// When a file was last read and changed.
#[derive(Clone, Copy, Debug)]
#[repr(C)]
pub struct Times {
    pub access: Timespec,
    pub modification: Timespec,
}

/// utimensat(2) on a name; a symbolic link is changed itself.
pub fn set_times(folder: Fd, name: &CStr, times: &Times) -> Result<(), Errno> {
    set_times_with(folder, name.as_ptr() as usize, times, AT_SYMLINK_NOFOLLOW)
}

/// utimensat(2) on what is open, even with `O_PATH`. `EINVAL` before Linux 5.8.
pub fn set_times_of_path(fd: Fd, times: &Times) -> Result<(), Errno> {
    set_times_with(fd, c"".as_ptr() as usize, times, AT_EMPTY_PATH)
}

/// futimens(3).
pub fn set_times_of_file(fd: Fd, times: &Times) -> Result<(), Errno> {
    set_times_with(fd, 0, times, 0)
}

fn set_times_with(fd: Fd, name: usize, times: &Times, flags: usize) -> Result<(), Errno> {
    let arguments = [fd.argument(), name, core::ptr::from_ref(times) as usize, flags];
    // SAFETY: the callers pass a name that ends with a NUL, or none.
    unsafe { call_uninterrupted(kernel::UTIMENSAT, arguments) }.map(drop)
}

/// The fields of `struct statx` up to the device. Source: statx(2).
#[derive(Clone, Copy, Debug, Default)]
#[repr(C)]
pub struct Status {
    mask: u32,
    block_size: u32,
    attributes: u64,
    pub link_count: u32,
    owner: [u32; 2],
    /// Type and permissions.
    pub mode: u16,
    padding: u16,
    pub inode: u64,
    /// In bytes.
    pub size: u64,
    blocks: u64,
    attributes_mask: u64,
    pub access_time: StatusTime,
    birth_time: StatusTime,
    pub change_time: StatusTime,
    pub modification_time: StatusTime,
    special_device: [u32; 2],
    pub device: [u32; 2],
    rest: [u64; 14],
}

/// `struct statx_timestamp`.
#[derive(Clone, Copy, Debug, Default)]
#[repr(C)]
pub struct StatusTime {
    pub seconds: i64,
    pub nanoseconds: u32,
    padding: i32,
}

const _: () = assert!(size_of::<Status>() == 256);

/// statx(2) on a name; of a symbolic link it describes the link itself. An empty
/// name means `folder`, even if it was opened with `O_PATH` and is none.
#[inline]
pub fn status(folder: Fd, name: &CStr) -> Result<Status, Errno> {
    const STATX_BASIC_STATS: usize = 0x7ff;
    let mut status = Status::default();
    let arguments = [
        folder.argument(),
        name.as_ptr() as usize,
        AT_SYMLINK_NOFOLLOW | AT_EMPTY_PATH,
        STATX_BASIC_STATS,
        &raw mut status as usize,
    ];
    // SAFETY: `name` ends with a NUL; the kernel fills a `struct statx`.
    unsafe { call_uninterrupted(kernel::STATX, arguments) }?;
    Ok(status)
}

/// inode(7), "The file type and mode".
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FileType {
    Fifo,
    CharacterDevice,
    Folder,
    BlockDevice,
    RegularFile,
    Symlink,
    Socket,
    Unknown,
}

impl FileType {
    /// From the high bits of a mode, or the type in a folder's entry, which is
    /// the same number without the permissions. Source: readdir(3), `d_type`.
    pub fn from_entry_type(number: u8) -> FileType {
        match number {
            1 => FileType::Fifo,
            2 => FileType::CharacterDevice,
            4 => FileType::Folder,
            6 => FileType::BlockDevice,
            8 => FileType::RegularFile,
            10 => FileType::Symlink,
            12 => FileType::Socket,
            _ => FileType::Unknown,
        }
    }
}

impl Status {
    pub fn file_type(&self) -> FileType {
        FileType::from_entry_type((self.mode >> 12) as u8)
    }
}
