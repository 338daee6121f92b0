//! The system calls that the runtime can make: one row each. `sys/` can make no
//! other, host functions and builtins name theirs by the sets here, and from both
//! the compiler computes what an executable is to be locked down to.

/// Hands the rows to the macro named `$rows`: the kernel's name, the number on
/// x86-64, and what must hold of the arguments once the program runs.
///
/// Sources: `asm/unistd_64.h`, and for each condition the call's manual page.
macro_rules! system_calls {
    ($rows:ident) => {
        $rows! {
            READ = "read", 0;
            WRITE = "write", 1;
            CLOSE = "close", 3;
            LSEEK = "lseek", 8;
            // Neither is anything made executable.
            MMAP = "mmap", 9, [Lacks(2, PROT_EXEC)];
            MUNMAP = "munmap", 11;
            RT_SIGACTION = "rt_sigaction", 13;
            RT_SIGPROCMASK = "rt_sigprocmask", 14;
            RT_SIGRETURN = "rt_sigreturn", 15;
            IOCTL = "ioctl", 16, [OneOf(1, &[TCGETS, FIONREAD])];
            PREAD64 = "pread64", 17;
            PWRITE64 = "pwrite64", 18;
            READV = "readv", 19;
            WRITEV = "writev", 20;
            SCHED_YIELD = "sched_yield", 24;
            MADVISE = "madvise", 28;
            GETPID = "getpid", 39;
            SOCKET = "socket", 41, [OneOf(0, &[AF_INET, AF_INET6]), OneOf(1, SOCKET_TYPES), OneOf(2, &[0])];
            CONNECT = "connect", 42;
            SENDTO = "sendto", 44;
            RECVFROM = "recvfrom", 45;
            SENDMSG = "sendmsg", 46;
            RECVMSG = "recvmsg", 47;
            SHUTDOWN = "shutdown", 48;
            BIND = "bind", 49;
            LISTEN = "listen", 50;
            GETSOCKNAME = "getsockname", 51;
            GETPEERNAME = "getpeername", 52;
            SETSOCKOPT = "setsockopt", 54;
            GETSOCKOPT = "getsockopt", 55;
            // Threads of this process, and no processes.
            CLONE = "clone", 56, [OneOf(0, &[THREAD])];
            EXIT = "exit", 60;
            WAIT4 = "wait4", 61;
            KILL = "kill", 62;
            FCNTL = "fcntl", 72, [OneOf(1, &[F_GETFL, F_SETFL, F_DUPFD_CLOEXEC])];
            FSYNC = "fsync", 74;
            FDATASYNC = "fdatasync", 75;
            FTRUNCATE = "ftruncate", 77;
            RT_SIGTIMEDWAIT = "rt_sigtimedwait", 128;
            SIGALTSTACK = "sigaltstack", 131;
            PRCTL = "prctl", 157;
            ARCH_PRCTL = "arch_prctl", 158, [OneOf(0, &[ARCH_SET_FS])];
            GETTID = "gettid", 186;
            FUTEX = "futex", 202;
            SCHED_GETAFFINITY = "sched_getaffinity", 204;
            GETDENTS64 = "getdents64", 217;
            RESTART_SYSCALL = "restart_syscall", 219;
            FADVISE64 = "fadvise64", 221;
            CLOCK_GETTIME = "clock_gettime", 228;
            CLOCK_GETRES = "clock_getres", 229;
            EXIT_GROUP = "exit_group", 231;
            EPOLL_CTL = "epoll_ctl", 233;
            TGKILL = "tgkill", 234;
            OPENAT = "openat", 257;
            MKDIRAT = "mkdirat", 258;
            UNLINKAT = "unlinkat", 263;
            RENAMEAT = "renameat", 264;
            LINKAT = "linkat", 265;
            SYMLINKAT = "symlinkat", 266;
            READLINKAT = "readlinkat", 267;
            PPOLL = "ppoll", 271;
            UTIMENSAT = "utimensat", 280;
            EPOLL_PWAIT = "epoll_pwait", 281;
            FALLOCATE = "fallocate", 285;
            ACCEPT4 = "accept4", 288;
            EVENTFD2 = "eventfd2", 290;
            EPOLL_CREATE1 = "epoll_create1", 291;
            PIPE2 = "pipe2", 293;
            PREADV = "preadv", 295;
            PWRITEV = "pwritev", 296;
            SECCOMP = "seccomp", 317;
            GETRANDOM = "getrandom", 318;
            STATX = "statx", 332;
            OPENAT2 = "openat2", 437;
            LANDLOCK_CREATE_RULESET = "landlock_create_ruleset", 444;
            LANDLOCK_ADD_RULE = "landlock_add_rule", 445;
            LANDLOCK_RESTRICT_SELF = "landlock_restrict_self", 446;
        }
    };
}

/// clone(2), the flags of a thread: `CLONE_VM`, `CLONE_FS`, `CLONE_FILES`,
/// `CLONE_SIGHAND`, `CLONE_THREAD`, `CLONE_SYSVSEM`, `CLONE_SETTLS`.
pub const THREAD: u32 = 0x100 | 0x200 | 0x400 | 0x800 | 0x10000 | 0x40000 | 0x80000;
/// arch_prctl(2).
pub const ARCH_SET_FS: u32 = 0x1002;
// socket(2): no other families.
pub const AF_INET: u32 = 2;
pub const AF_INET6: u32 = 10;
/// `SOCK_STREAM` and `SOCK_DGRAM`, with `SOCK_CLOEXEC`, and with `SOCK_NONBLOCK` or
/// without. Of protocol 0 they are TCP and UDP.
pub const SOCKET_TYPES: &[u32] = &[0x8_0001, 0x8_0002, 0x8_0801, 0x8_0802];
/// mmap(2).
pub const PROT_EXEC: u32 = 4;
/// ioctl_tty(2).
pub const TCGETS: u32 = 0x5401;
/// ioctl(2): how many bytes can be read at once.
pub const FIONREAD: u32 = 0x541b;
// fcntl(2).
pub const F_GETFL: u32 = 3;
pub const F_SETFL: u32 = 4;
pub const F_DUPFD_CLOEXEC: u32 = 1030;

/// What must hold of an argument, counted from 0. Only its low 32 bits are looked
/// at: the kernel does not use more of those that have conditions.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Condition {
    OneOf(u8, &'static [u32]),
    /// It has none of these bits.
    Lacks(u8, u32),
}

/// A row.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SystemCall {
    /// Its place in the table.
    row: u8,
    x86_64: u16,
}

impl SystemCall {
    /// Its number on x86-64.
    #[inline(always)]
    pub const fn x86_64(self) -> u32 {
        self.x86_64 as u32
    }
}

/// Numbers the rows.
macro_rules! row_numbers {
    ($($name:ident = $text:literal, $x86_64:literal $(, [$($condition:expr),*])?;)*) => {
        #[allow(non_camel_case_types, clippy::upper_case_acronyms)]
        #[repr(u8)]
        enum Row {
            $($name,)*
        }

        impl SystemCall {
            $(pub const $name: SystemCall =
                SystemCall { row: Row::$name as u8, x86_64: $x86_64 };)*

            /// Every row, in the order of their numbers.
            pub const ALL: &[SystemCall] = &[$(SystemCall::$name,)*];

            /// As the kernel calls it.
            pub const fn name(self) -> &'static str {
                const NAMES: &[&str] = &[$($text,)*];
                NAMES[self.row as usize]
            }

            /// What must all hold of its arguments once the program runs.
            pub const fn conditions(self) -> &'static [Condition] {
                #[allow(unused_imports)]
                use Condition::*;
                const CONDITIONS: &[&[Condition]] = &[$(&[$($($condition),*)?],)*];
                CONDITIONS[self.row as usize]
            }
        }

        /// The set of each call alone, for unions.
        pub mod sets {
            use super::{SystemCall, SystemCalls};

            $(pub const $name: SystemCalls = SystemCalls::one(SystemCall::$name);)*
        }
    };
}

system_calls!(row_numbers);

/// A set of [`SystemCall`]s.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct SystemCalls(u128);

impl SystemCalls {
    pub const NONE: SystemCalls = SystemCalls(0);

    pub const fn one(call: SystemCall) -> SystemCalls {
        SystemCalls(1 << call.row)
    }

    /// All that is in any of `sets`.
    pub const fn union_of(sets: &[SystemCalls]) -> SystemCalls {
        let mut all = 0;
        let mut index = 0;
        while index < sets.len() {
            all |= sets[index].0;
            index += 1;
        }
        SystemCalls(all)
    }

    pub const fn union(self, other: SystemCalls) -> SystemCalls {
        SystemCalls(self.0 | other.0)
    }

    /// The calls of `self` that are not in `other`.
    pub const fn without(self, other: SystemCalls) -> SystemCalls {
        SystemCalls(self.0 & !other.0)
    }

    pub const fn contains(self, call: SystemCall) -> bool {
        self.0 & (1 << call.row) != 0
    }

    /// Its calls, in the order of the table.
    pub fn iter(self) -> impl Iterator<Item = SystemCall> {
        SystemCall::ALL.iter().copied().filter(move |&call| self.contains(call))
    }
}

use sets::*;

/// What every program may do: write what it or the runtime has to say, return
/// from the handler of a trap, go on after it was stopped, and end. Source:
/// restart_syscall(2).
pub const ALWAYS: SystemCalls =
    SystemCalls::union_of(&[WRITE, RT_SIGRETURN, RESTART_SYSCALL, EXIT_GROUP]);

/// What any host function of a program with threads may do: wait for others, and close
/// what they have left to it.
pub const THREADED: SystemCalls = SystemCalls::union_of(&[FUTEX, CLOSE]);

/// What any host function of a program with sockets may do: send what was held back,
/// see `host/network/held.rs`, and wait for room for it.
pub const NETWORKED: SystemCalls =
    SystemCalls::union_of(&[SETSOCKOPT, SENDTO, PPOLL, CLOCK_GETTIME]);

/// What any host function of a component may do that has a connection: send what there
/// was no room for, see `host/network/unsent.rs`.
pub const CONNECTION: SystemCalls =
    SystemCalls::union_of(&[WRITE, PPOLL, SHUTDOWN, CLOCK_GETTIME, GROW]);

/// Looking up the name of a host, in files and by DNS.
pub const LOOKUP: SystemCalls = SystemCalls::union_of(&[
    OPENAT,
    READ,
    CLOSE,
    FCNTL,
    SOCKET,
    CONNECT,
    SENDTO,
    RECVFROM,
    PPOLL,
    GETSOCKOPT,
    GETRANDOM,
    CLOCK_GETTIME,
]);

/// Receiving and sending messages of HTTP, through whatever stands for them.
pub const HTTP: SystemCalls = SystemCalls::union_of(&[
    CLOSE,
    RECVFROM,
    SENDTO,
    SENDMSG,
    SETSOCKOPT,
    GETSOCKOPT,
    PPOLL,
    CLOCK_GETTIME,
    MMAP,
    MUNMAP,
]);

/// What a worker of an HTTP server does between and during requests: takes connections
/// and closes them, receives and sends, waits, and puts the program back into its first
/// state.
pub const SERVING: SystemCalls = SystemCalls::union_of(&[
    ACCEPT4,
    CLOSE,
    FCNTL,
    RECVFROM,
    SENDTO,
    SENDMSG,
    SHUTDOWN,
    SETSOCKOPT,
    EPOLL_CREATE1,
    EPOLL_CTL,
    EPOLL_PWAIT,
    PPOLL,
    CLOCK_GETTIME,
    MMAP,
    MUNMAP,
    MADVISE,
]);

/// What the runtime tries on its way out, and can do without: these fail, rather
/// than being taken for an attack.
pub const REFUSED: SystemCalls = SystemCalls::union_of(&[RT_SIGACTION, GETPID, GETTID, TGKILL]);

/// What needs the name of a file. Without a folder there are no names, and the
/// host functions say so before they would make one of these calls.
pub const WITH_FOLDERS: SystemCalls = SystemCalls::union_of(&[
    GETDENTS64, OPENAT, MKDIRAT, UNLINKAT, RENAMEAT, LINKAT, SYMLINKAT, READLINKAT, OPENAT2,
]);

/// Growing a memory or a table. Before Linux 4.17 a mapping could come to lie
/// elsewhere, and is undone.
pub const GROW: SystemCalls = SystemCalls::union_of(&[MMAP, MUNMAP]);

/// What has been opened is closed where there is no number left for it, and moved
/// away from the numbers of the standard streams.
pub const OPENED: SystemCalls = SystemCalls::union_of(&[CLOSE, FCNTL]);

/// Opening a granted folder for real, see `host/files.rs`.
pub const OPEN_FOLDER: SystemCalls = SystemCalls::union_of(&[OPENAT, OPENED]);

/// Finding what a path stands for, see `host/sandbox/`: by `openat2`, or by a walk
/// where the kernel cannot.
pub const PATHS: SystemCalls = SystemCalls::union_of(&[OPENAT2, OPENAT, READLINKAT, OPENED]);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_is_sorted_and_fits_a_set() {
        assert!(SystemCall::ALL.is_sorted_by_key(|call| call.x86_64()));
        assert!(SystemCall::ALL.len() <= u128::BITS as usize);
        let all = SystemCall::ALL.iter().map(|&call| SystemCalls::one(call));
        assert_eq!(
            SystemCalls::union_of(&all.collect::<Vec<_>>()).iter().count(),
            SystemCall::ALL.len()
        );
    }

    #[test]
    fn conditions_are_on_arguments_that_exist() {
        for call in SystemCall::ALL {
            for condition in call.conditions() {
                let (Condition::OneOf(argument, _) | Condition::Lacks(argument, _)) = condition;
                assert!(*argument < 6, "{}", call.name());
            }
        }
    }
}
