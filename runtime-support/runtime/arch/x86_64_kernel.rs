//! The kernel's interface on x86-64: the numbers of system calls and those
//! flags that differ between targets. Source: `asm/unistd_64.h`, `asm/fcntl.h`.

pub const READ: usize = 0;
pub const WRITE: usize = 1;
pub const CLOSE: usize = 3;
pub const LSEEK: usize = 8;
pub const MMAP: usize = 9;
pub const MUNMAP: usize = 11;
pub const RT_SIGACTION: usize = 13;
pub const RT_SIGRETURN: usize = 15;
pub const IOCTL: usize = 16;
pub const PREAD64: usize = 17;
pub const PWRITE64: usize = 18;
pub const READV: usize = 19;
pub const WRITEV: usize = 20;
pub const SCHED_YIELD: usize = 24;
pub const GETPID: usize = 39;
pub const SOCKET: usize = 41;
pub const CONNECT: usize = 42;
pub const SENDTO: usize = 44;
pub const RECVFROM: usize = 45;
pub const SENDMSG: usize = 46;
pub const RECVMSG: usize = 47;
pub const SHUTDOWN: usize = 48;
pub const BIND: usize = 49;
pub const LISTEN: usize = 50;
pub const GETSOCKNAME: usize = 51;
pub const GETPEERNAME: usize = 52;
pub const SETSOCKOPT: usize = 54;
pub const GETSOCKOPT: usize = 55;
pub const CLONE: usize = 56;
pub const EXIT: usize = 60;
pub const FCNTL: usize = 72;
pub const FSYNC: usize = 74;
pub const FDATASYNC: usize = 75;
pub const FTRUNCATE: usize = 77;
pub const SIGALTSTACK: usize = 131;
pub const ARCH_PRCTL: usize = 158;
pub const GETTID: usize = 186;
pub const FUTEX: usize = 202;
pub const GETDENTS64: usize = 217;
pub const FADVISE64: usize = 221;
pub const CLOCK_GETTIME: usize = 228;
pub const CLOCK_GETRES: usize = 229;
pub const CLOCK_NANOSLEEP: usize = 230;
pub const EXIT_GROUP: usize = 231;
pub const TGKILL: usize = 234;
pub const OPENAT: usize = 257;
pub const MKDIRAT: usize = 258;
pub const UNLINKAT: usize = 263;
pub const RENAMEAT: usize = 264;
pub const LINKAT: usize = 265;
pub const SYMLINKAT: usize = 266;
pub const READLINKAT: usize = 267;
pub const PPOLL: usize = 271;
pub const UTIMENSAT: usize = 280;
pub const FALLOCATE: usize = 285;
pub const ACCEPT4: usize = 288;
pub const PREADV: usize = 295;
pub const PWRITEV: usize = 296;
pub const GETRANDOM: usize = 318;
pub const STATX: usize = 332;
pub const OPENAT2: usize = 437;

/// open(2), `O_DIRECTORY`.
pub const O_DIRECTORY: u32 = 0o200000;
/// open(2), `O_NOFOLLOW`.
pub const O_NOFOLLOW: u32 = 0o400000;

/// vdso(7), "x86-64 functions".
#[cfg(part = "network")]
pub const VDSO_CLOCK_GETTIME: &core::ffi::CStr = c"__vdso_clock_gettime";
