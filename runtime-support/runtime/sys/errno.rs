//! The kernel's error numbers.

use core::num::NonZeroU16;

/// An error number of the kernel. Source: errno(3).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(transparent)]
pub struct Errno(NonZeroU16);

impl Errno {
    /// `number` is not zero.
    pub const fn new(number: u16) -> Errno {
        match NonZeroU16::new(number) {
            Some(number) => Errno(number),
            None => Errno(NonZeroU16::MAX),
        }
    }

    /// The error in what a system call returns, if it failed.
    #[inline(always)]
    pub fn from_result(result: isize) -> Option<Errno> {
        if result < 0 { NonZeroU16::new(-result as u16).map(Errno) } else { None }
    }

    #[inline]
    pub const fn number(self) -> u16 {
        self.0.get()
    }
}

/// Those that the runtime itself tells apart or returns; all others only pass
/// through. Source: `asm-generic/errno.h`.
impl Errno {
    pub const EPERM: Errno = Errno::new(1);
    pub const ENOENT: Errno = Errno::new(2);
    pub const EINTR: Errno = Errno::new(4);
    pub const EBADF: Errno = Errno::new(9);
    pub const EAGAIN: Errno = Errno::new(11);
    pub const EACCES: Errno = Errno::new(13);
    pub const EFAULT: Errno = Errno::new(14);
    pub const EEXIST: Errno = Errno::new(17);
    pub const EXDEV: Errno = Errno::new(18);
    pub const ENOTDIR: Errno = Errno::new(20);
    pub const ESPIPE: Errno = Errno::new(29);
    pub const EPIPE: Errno = Errno::new(32);
    pub const EISDIR: Errno = Errno::new(21);
    pub const EINVAL: Errno = Errno::new(22);
    pub const EMFILE: Errno = Errno::new(24);
    pub const ENAMETOOLONG: Errno = Errno::new(36);
    pub const ENOSYS: Errno = Errno::new(38);
    pub const ELOOP: Errno = Errno::new(40);
    pub const EOVERFLOW: Errno = Errno::new(75);
    pub const EILSEQ: Errno = Errno::new(84);
    pub const ENOTSOCK: Errno = Errno::new(88);
    pub const EDESTADDRREQ: Errno = Errno::new(89);
    pub const EMSGSIZE: Errno = Errno::new(90);
    pub const ENOPROTOOPT: Errno = Errno::new(92);
    pub const EOPNOTSUPP: Errno = Errno::new(95);
    pub const EAFNOSUPPORT: Errno = Errno::new(97);
    pub const EADDRINUSE: Errno = Errno::new(98);
    #[cfg(part = "network")]
    pub const ECONNRESET: Errno = Errno::new(104);
    pub const EADDRNOTAVAIL: Errno = Errno::new(99);
    pub const ECONNABORTED: Errno = Errno::new(103);
    pub const ENETUNREACH: Errno = Errno::new(101);
    pub const ENOBUFS: Errno = Errno::new(105);
    pub const ENOTCONN: Errno = Errno::new(107);
    pub const ETIMEDOUT: Errno = Errno::new(110);
    pub const EHOSTUNREACH: Errno = Errno::new(113);
    pub const EALREADY: Errno = Errno::new(114);
    pub const EINPROGRESS: Errno = Errno::new(115);
}
