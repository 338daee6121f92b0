//! System calls on open files.

use super::{Buffer, Errno, Fd, call, call_fast, call_uninterrupted};
use crate::abi::system_calls::{F_GETFL, F_SETFL, FIONREAD, TCGETS};
use crate::arch::kernel::SystemCall;

/// readv(2), or read(2), which is cheaper, for a single buffer.
#[inline]
pub fn read(fd: Fd, buffers: &[Buffer]) -> Result<usize, Errno> {
    transfer(SystemCall::READ, SystemCall::READV, fd, buffers)
}

/// writev(2), or write(2).
#[inline]
pub fn write(fd: Fd, buffers: &[Buffer]) -> Result<usize, Errno> {
    transfer(SystemCall::WRITE, SystemCall::WRITEV, fd, buffers)
}

/// preadv(2), or pread(2).
pub fn read_at(fd: Fd, buffers: &[Buffer], offset: u64) -> Result<usize, Errno> {
    transfer_at(SystemCall::PREAD64, SystemCall::PREADV, fd, buffers, offset)
}

/// pwritev(2), or pwrite(2).
pub fn write_at(fd: Fd, buffers: &[Buffer], offset: u64) -> Result<usize, Errno> {
    transfer_at(SystemCall::PWRITE64, SystemCall::PWRITEV, fd, buffers, offset)
}

#[inline(always)]
fn transfer(
    single: SystemCall,
    vectored: SystemCall,
    fd: Fd,
    buffers: &[Buffer],
) -> Result<usize, Errno> {
    // SAFETY: the constructor of `Buffer` demands that the kernel may use it.
    unsafe {
        if let [buffer] = buffers {
            call_fast(single, [fd.argument(), buffer.base() as usize, buffer.length()])
        } else {
            let arguments = [fd.argument(), buffers.as_ptr() as usize, buffers.len()];
            call_uninterrupted(vectored, arguments)
        }
    }
}

fn transfer_at(
    single: SystemCall,
    vectored: SystemCall,
    fd: Fd,
    buffers: &[Buffer],
    offset: u64,
) -> Result<usize, Errno> {
    let offset = offset as usize;
    // SAFETY: as in `transfer`. The kernel takes the offset in two halves of a
    // word each; on 64-bit targets the first holds all of it.
    unsafe {
        if let [buffer] = buffers {
            let arguments = [fd.argument(), buffer.base() as usize, buffer.length(), offset];
            call_uninterrupted(single, arguments)
        } else {
            let arguments = [fd.argument(), buffers.as_ptr() as usize, buffers.len(), offset, 0];
            call_uninterrupted(vectored, arguments)
        }
    }
}

/// From where lseek(2) counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u32)]
pub enum Whence {
    Set = 0,
    Current = 1,
    End = 2,
}

/// lseek(2).
pub fn seek(fd: Fd, offset: i64, whence: Whence) -> Result<u64, Errno> {
    // SAFETY: touches no memory.
    unsafe { call(SystemCall::LSEEK, [fd.argument(), offset as usize, whence as usize]) }
        .map(|position| position as u64)
}

/// fallocate(2): blocks are reserved, and the file grows. Where that fails it is as
/// long as it was: some file systems let it grow block by block, so all are reserved
/// before it does.
pub fn allocate(fd: Fd, offset: u64, length: u64) -> Result<(), Errno> {
    const GROW: usize = 0;
    const FALLOC_FL_KEEP_SIZE: usize = 1;
    let in_mode = |mode| {
        let arguments = [fd.argument(), mode, offset as usize, length as usize];
        // SAFETY: touches no memory.
        unsafe { call_uninterrupted(SystemCall::FALLOCATE, arguments) }.map(drop)
    };
    match in_mode(FALLOC_FL_KEEP_SIZE) {
        // Not every file system has both.
        Ok(()) | Err(Errno::EOPNOTSUPP) => in_mode(GROW),
        Err(errno) => Err(errno),
    }
}

/// posix_fadvise(2).
pub fn advise(fd: Fd, offset: u64, length: u64, advice: u32) -> Result<(), Errno> {
    let arguments = [fd.argument(), offset as usize, length as usize, advice as usize];
    // SAFETY: touches no memory.
    unsafe { call(SystemCall::FADVISE64, arguments) }.map(drop)
}

/// ftruncate(2).
pub fn truncate(fd: Fd, length: u64) -> Result<(), Errno> {
    // SAFETY: touches no memory.
    unsafe { call_uninterrupted(SystemCall::FTRUNCATE, [fd.argument(), length as usize]) }.map(drop)
}

/// fsync(2).
pub fn sync(fd: Fd) -> Result<(), Errno> {
    // SAFETY: touches no memory.
    unsafe { call_uninterrupted(SystemCall::FSYNC, [fd.argument()]) }.map(drop)
}

/// fdatasync(2).
pub fn sync_data(fd: Fd) -> Result<(), Errno> {
    // SAFETY: touches no memory.
    unsafe { call_uninterrupted(SystemCall::FDATASYNC, [fd.argument()]) }.map(drop)
}

/// fcntl(2), `F_GETFL`: access mode and status flags.
pub fn status_flags(fd: Fd) -> Result<u32, Errno> {
    // SAFETY: touches no memory.
    unsafe { call(SystemCall::FCNTL, [fd.argument(), F_GETFL as usize]) }.map(|flags| flags as u32)
}

/// fcntl(2), `F_SETFL`.
pub fn set_status_flags(fd: Fd, flags: u32) -> Result<(), Errno> {
    // SAFETY: touches no memory.
    unsafe { call(SystemCall::FCNTL, [fd.argument(), F_SETFL as usize, flags as usize]) }.map(drop)
}

/// Whether it is a terminal. Source: ioctl_tty(2), `TCGETS`.
pub fn is_terminal(fd: Fd) -> bool {
    // Larger than `struct termios` of any target.
    let mut settings = [0u8; 128];
    let arguments = [fd.argument(), TCGETS as usize, settings.as_mut_ptr() as usize];
    // SAFETY: the kernel fills a `struct termios`, which is smaller.
    unsafe { call(SystemCall::IOCTL, arguments) }.is_ok()
}

/// How many bytes can be read at once; only the lower 32 bits of that. Source: ioctl(2),
/// `FIONREAD`.
pub fn readable_bytes(fd: Fd) -> Result<u32, Errno> {
    let mut count = 0u32;
    let arguments = [fd.argument(), FIONREAD as usize, &raw mut count as usize];
    // SAFETY: the kernel writes an `int`.
    unsafe { call(SystemCall::IOCTL, arguments) }?;
    Ok(count)
}
