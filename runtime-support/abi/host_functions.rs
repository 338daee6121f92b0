//! The functions that the runtime offers to WebAssembly programs: one row each.
//!
//! A row gives the import name, the parameters with their WebAssembly types, what
//! the function needs before it can do anything, and the system calls that it can
//! make then. From it the compiler takes signature, symbol and lock-down, the
//! runtime its entry point. Names are shared by dialects that differ in signatures:
//! an import means the row with both its name and its type.

// Rows name sets of system calls.
#[allow(clippy::wildcard_imports)]
use super::system_calls::sets::*;
use super::system_calls::{GROW, LOOKUP, OPEN_FOLDER, OPENED, PATHS, SystemCalls};

use super::component_functions::COMPONENT_FUNCTIONS;

/// What must be granted before a host function can do anything useful.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Needs {
    /// Always available: arguments, stdio, clocks, randomness, exit.
    Nothing,
    /// Sees variables that `--env` or `--inherit-env` grants.
    Environment,
    /// Opens or changes something in a folder that `--dir` grants.
    Folder,
    /// Works on sockets that some option lets the program have.
    Socket,
    /// Sends to addresses that `--allow-connect` grants.
    Connect,
    /// Receives at addresses that `--allow-listen` grants.
    Listen,
}

impl Needs {
    /// Whether it is of use only where something in the network is granted.
    pub const fn is_of_network(self) -> bool {
        matches!(self, Needs::Socket | Needs::Connect | Needs::Listen)
    }
}

/// A WebAssembly type as it occurs in host signatures.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum HostType {
    I32,
    I64,
}

/// What a function of the runtime takes before its parameters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Convention {
    /// The importing instance's memory record.
    Module,
    /// A memory record, and 64 bits that say for whom the runtime acts.
    Component,
}

/// One function of the runtime that a module or a component can import.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct HostFunction {
    /// Import module, for example `wasi_snapshot_preview1`, or interface, for
    /// example `wasi:io/streams`.
    pub module: &'static str,
    /// Import name, for example `fd_write`.
    pub name: &'static str,
    /// The symbol of the entry point in the runtime, by the SystemV convention.
    pub symbol: &'static str,
    pub convention: Convention,
    pub parameters: &'static [HostType],
    /// At most one.
    pub results: &'static [HostType],
    pub needs: Needs,
    /// The part of the runtime that has it; none where all runtimes do.
    pub part: Option<&'static str>,
    /// The system calls that it can make.
    pub system_calls: SystemCalls,
}

/// The rows of preview 1 but sockets, in the order of the snapshot's document.
/// Hands them to the macro named `$rows`, which can expand them as it likes.
///
/// Source: WASI, "preview1 docs".
macro_rules! preview1_functions {
    ($rows:ident) => {
        $rows! {
            "wasi_snapshot_preview1", "preview1_";
            args_get(argv: I32, argv_buf: I32) -> [I32], Nothing, [];
            args_sizes_get(argc: I32, argv_buf_size: I32) -> [I32], Nothing, [];
            environ_get(environ: I32, environ_buf: I32) -> [I32], Environment, [];
            environ_sizes_get(count: I32, buf_size: I32) -> [I32], Environment, [];
            clock_res_get(clock: I32, resolution: I32) -> [I32], Nothing, [CLOCK_GETRES];
            clock_time_get(clock: I32, precision: I64, time: I32) -> [I32], Nothing, [CLOCK_GETTIME];
            fd_advise(fd: I32, offset: I64, len: I64, advice: I32) -> [I32], Nothing, [FADVISE64];
            fd_allocate(fd: I32, offset: I64, len: I64) -> [I32], Nothing, [FALLOCATE];
            fd_close(fd: I32) -> [I32], Nothing, [CLOSE];
            fd_datasync(fd: I32) -> [I32], Nothing, [FDATASYNC, OPEN_FOLDER];
            fd_fdstat_get(fd: I32, stat: I32) -> [I32], Nothing, [STATX, FCNTL, IOCTL, GETSOCKOPT];
            fd_fdstat_set_flags(fd: I32, flags: I32) -> [I32], Nothing, [FCNTL];
            fd_fdstat_set_rights(fd: I32, rights_base: I64, rights_inheriting: I64) -> [I32], Nothing, [];
            fd_filestat_get(fd: I32, stat: I32) -> [I32], Nothing, [STATX, GETSOCKOPT];
            fd_filestat_set_size(fd: I32, size: I64) -> [I32], Nothing, [FTRUNCATE];
            fd_filestat_set_times(fd: I32, atim: I64, mtim: I64, flags: I32) -> [I32], Nothing, [FCNTL, UTIMENSAT];
            fd_pread(fd: I32, iovs: I32, iovs_len: I32, offset: I64, nread: I32) -> [I32], Nothing, [PREAD64, PREADV];
            fd_prestat_get(fd: I32, prestat: I32) -> [I32], Nothing, [];
            fd_prestat_dir_name(fd: I32, path: I32, path_len: I32) -> [I32], Nothing, [];
            fd_pwrite(fd: I32, iovs: I32, iovs_len: I32, offset: I64, nwritten: I32) -> [I32], Nothing, [PWRITE64, PWRITEV];
            fd_read(fd: I32, iovs: I32, iovs_len: I32, nread: I32) -> [I32], Nothing, [READ, READV];
            fd_readdir(fd: I32, buf: I32, buf_len: I32, cookie: I64, bufused: I32) -> [I32], Nothing, [STATX, LSEEK, GETDENTS64, OPEN_FOLDER];
            fd_renumber(fd: I32, to: I32) -> [I32], Nothing, [CLOSE];
            fd_seek(fd: I32, offset: I64, whence: I32, newoffset: I32) -> [I32], Nothing, [LSEEK];
            fd_sync(fd: I32) -> [I32], Nothing, [FSYNC, OPEN_FOLDER];
            fd_tell(fd: I32, offset: I32) -> [I32], Nothing, [LSEEK];
            fd_write(fd: I32, iovs: I32, iovs_len: I32, nwritten: I32) -> [I32], Nothing, [WRITE, WRITEV];
            path_create_directory(fd: I32, path: I32, path_len: I32) -> [I32], Folder, [PATHS, MKDIRAT];
            path_filestat_get(fd: I32, flags: I32, path: I32, path_len: I32, stat: I32) -> [I32], Folder, [PATHS, STATX];
            path_filestat_set_times(fd: I32, flags: I32, path: I32, path_len: I32, atim: I64, mtim: I64, fst_flags: I32) -> [I32], Folder, [PATHS, UTIMENSAT];
            path_link(old_fd: I32, old_flags: I32, old_path: I32, old_path_len: I32, new_fd: I32, new_path: I32, new_path_len: I32) -> [I32], Folder, [PATHS, LINKAT];
            path_open(fd: I32, dirflags: I32, path: I32, path_len: I32, oflags: I32, rights_base: I64, rights_inheriting: I64, fdflags: I32, opened_fd: I32) -> [I32], Folder, [PATHS];
            path_readlink(fd: I32, path: I32, path_len: I32, buf: I32, buf_len: I32, bufused: I32) -> [I32], Folder, [PATHS];
            path_remove_directory(fd: I32, path: I32, path_len: I32) -> [I32], Folder, [PATHS, UNLINKAT];
            path_rename(fd: I32, old_path: I32, old_path_len: I32, new_fd: I32, new_path: I32, new_path_len: I32) -> [I32], Folder, [PATHS, RENAMEAT];
            path_symlink(old_path: I32, old_path_len: I32, fd: I32, new_path: I32, new_path_len: I32) -> [I32], Folder, [PATHS, SYMLINKAT];
            path_unlink_file(fd: I32, path: I32, path_len: I32) -> [I32], Folder, [PATHS, UNLINKAT, STATX];
            poll_oneoff(subscriptions: I32, events: I32, nsubscriptions: I32, nevents: I32) -> [I32], Nothing, [PPOLL, IOCTL, LSEEK, STATX, CLOCK_GETTIME];
            proc_exit(code: I32) -> [], Nothing, [EXIT_GROUP];
            proc_raise(signal: I32) -> [I32], Nothing, [RT_SIGACTION, GETPID, GETTID, TGKILL];
            sched_yield() -> [I32], Nothing, [SCHED_YIELD];
            random_get(buf: I32, buf_len: I32) -> [I32], Nothing, [GETRANDOM];
        }
    };
}

/// The rows of sockets, as [`preview1_functions`]: those of preview 1 and those of
/// WasmEdge. Behind each function stand the names under which it is imported. Names
/// without a suffix are the first version's of WasmEdge, but published crates mix
/// names of one with the parameters of another.
macro_rules! socket_functions {
    ($rows:ident) => {
        $rows! {
            "wasi_snapshot_preview1", "preview1_", "network";
            sock_accept["sock_accept", "sock_accept_v2"](fd: I32, flags: I32, connection: I32), Socket, [ACCEPT4, GETSOCKOPT, OPENED];
            sock_recv["sock_recv", "sock_recv_v2"](fd: I32, data: I32, data_len: I32, flags: I32, datalen: I32, roflags: I32), Socket, [RECVFROM, RECVMSG];
            sock_send["sock_send", "sock_send_v2"](fd: I32, data: I32, data_len: I32, flags: I32, datalen: I32), Socket, [SENDTO, SENDMSG];
            sock_shutdown["sock_shutdown"](fd: I32, how: I32), Socket, [SHUTDOWN];
            sock_open["sock_open", "sock_open_v2"](family: I32, socket_type: I32, fd: I32), Socket, [SOCKET, OPENED];
            sock_bind["sock_bind", "sock_bind_v2"](fd: I32, address: I32, port: I32), Listen, [BIND];
            sock_listen["sock_listen", "sock_listen_v2"](fd: I32, backlog: I32), Listen, [LISTEN, GETSOCKOPT, GETSOCKNAME];
            sock_accept_v1["sock_accept"](fd: I32, connection: I32), Socket, [ACCEPT4, GETSOCKOPT, OPENED];
            sock_connect["sock_connect", "sock_connect_v2"](fd: I32, address: I32, port: I32), Connect, [CONNECT, LOOKUP];
            sock_recv_from["sock_recv_from"](fd: I32, data: I32, data_len: I32, address: I32, flags: I32, datalen: I32, roflags: I32), Socket, [RECVMSG];
            sock_recv_from_v2["sock_recv_from", "sock_recv_from_v2"](fd: I32, data: I32, data_len: I32, address: I32, flags: I32, port: I32, datalen: I32, roflags: I32), Socket, [RECVMSG];
            sock_send_to["sock_send_to", "sock_send_to_v2"](fd: I32, data: I32, data_len: I32, address: I32, port: I32, flags: I32, datalen: I32), Connect, [SENDMSG, LOOKUP];
            sock_getsockopt["sock_getsockopt"](fd: I32, level: I32, name: I32, value: I32, size: I32), Socket, [GETSOCKOPT];
            sock_setsockopt["sock_setsockopt"](fd: I32, level: I32, name: I32, value: I32, size: I32), Socket, [SETSOCKOPT];
            sock_getlocaladdr["sock_getlocaladdr"](fd: I32, address: I32, address_type: I32, port: I32), Socket, [GETSOCKNAME];
            sock_getlocaladdr_v2["sock_getlocaladdr", "sock_getlocaladdr_v2"](fd: I32, address: I32, port: I32), Socket, [GETSOCKNAME];
            sock_getpeeraddr["sock_getpeeraddr"](fd: I32, address: I32, address_type: I32, port: I32), Socket, [GETPEERNAME];
            sock_getpeeraddr_v2["sock_getpeeraddr", "sock_getpeeraddr_v2"](fd: I32, address: I32, port: I32), Socket, [GETPEERNAME];
            sock_getaddrinfo["sock_getaddrinfo"](node: I32, node_len: I32, service: I32, service_len: I32, hints: I32, results: I32, max_len: I32, len: I32), Connect, [LOOKUP];
        }
    };
}

/// The rows of preview 1 that are different in the snapshot before it, of 2019,
/// with the types that they had there. All others are the same in both.
///
/// Source: WASI, "snapshot 0 docs".
macro_rules! unstable_functions {
    ($rows:ident) => {
        $rows! {
            "wasi_unstable", "unstable_";
            fd_filestat_get(fd: I32, stat: I32) -> [I32], Nothing, [STATX, GETSOCKOPT];
            fd_seek(fd: I32, offset: I64, whence: I32, newoffset: I32) -> [I32], Nothing, [LSEEK];
            path_filestat_get(fd: I32, flags: I32, path: I32, path_len: I32, stat: I32) -> [I32], Folder, [PATHS, STATX];
            poll_oneoff(subscriptions: I32, events: I32, nsubscriptions: I32, nevents: I32) -> [I32], Nothing, [PPOLL, IOCTL, LSEEK, STATX, CLOCK_GETTIME];
        }
    };
}

macro_rules! host_function_table {
    ($module:literal, $prefix:literal; $(
        $name:ident($($parameter:ident: $ty:ident),*) -> [$($result:ident)?], $needs:ident,
            [$($calls:ident),*];
    )*) => {
        &[$(
            HostFunction {
                module: $module,
                name: stringify!($name),
                symbol: concat!($prefix, stringify!($name)),
                convention: Convention::Module,
                parameters: &[$(HostType::$ty),*],
                results: &[$(HostType::$result)?],
                needs: Needs::$needs,
                part: None,
                system_calls: SystemCalls::union_of(&[$($calls),*]),
            },
        )*]
    };
}

macro_rules! socket_table {
    ($module:literal, $prefix:literal, $part:literal; $(
        $function:ident[$($name:literal),*]$parameters:tt, $needs:ident, $calls:tt;
    )*) => {
        &[$($(
            HostFunction {
                module: $module,
                name: $name,
                symbol: concat!($prefix, stringify!($function)),
                convention: Convention::Module,
                parameters: host_types!($parameters),
                results: &[HostType::I32],
                needs: Needs::$needs,
                part: Some($part),
                system_calls: system_calls_of!($calls),
            },
        )*)*]
    };
}

macro_rules! system_calls_of {
    ([$($calls:ident),*]) => {
        SystemCalls::union_of(&[$($calls),*])
    };
}

macro_rules! host_types {
    (($($parameter:ident: $ty:ident),*)) => {
        &[$(HostType::$ty),*]
    };
}

const PREVIEW1: &[HostFunction] = preview1_functions!(host_function_table);
const SOCKETS: &[HostFunction] = socket_functions!(socket_table);
const CHANGED_SINCE_UNSTABLE: &[HostFunction] = unstable_functions!(host_function_table);

const UNSTABLE: &[HostFunction] = &in_unstable::<{ PREVIEW1.len() }>(PREVIEW1);
const UNSTABLE_SOCKETS: &[HostFunction] = &in_unstable::<4>(&[
    socket("sock_accept"),
    socket("sock_recv"),
    socket("sock_send"),
    socket("sock_shutdown"),
]);

/// By which a program starts a thread. Source: the wasi-threads proposal,
/// `wasi_thread_spawn`.
pub const THREAD_SPAWN: HostFunction = HostFunction {
    module: "wasi",
    name: "thread-spawn",
    symbol: "threads_spawn",
    convention: Convention::Module,
    parameters: &[HostType::I32],
    results: &[HostType::I32],
    needs: Needs::Nothing,
    part: Some("threads"),
    system_calls: SystemCalls::union_of(&[GROW, CLONE, EXIT, ARCH_PRCTL, SIGALTSTACK]),
};

const THREADS: &[HostFunction] = if cfg!(part = "threads") { &[THREAD_SPAWN] } else { &[] };

/// Every host function. Rows of one name follow in the order of likelihood; those
/// for components come last.
pub const HOST_FUNCTIONS: &[HostFunction] =
    &joined::<
        {
            PREVIEW1.len()
                + SOCKETS.len()
                + UNSTABLE.len()
                + UNSTABLE_SOCKETS.len()
                + THREADS.len()
                + COMPONENT_FUNCTIONS.len()
        },
    >(&[PREVIEW1, SOCKETS, UNSTABLE, UNSTABLE_SOCKETS, THREADS, COMPONENT_FUNCTIONS]);

pub(super) const fn joined<const N: usize>(tables: &[&[HostFunction]]) -> [HostFunction; N] {
    let mut all = [tables[0][0]; N];
    let (mut count, mut table) = (0, 0);
    while table < tables.len() {
        let mut row = 0;
        while row < tables[table].len() {
            all[count] = tables[table][row];
            count += 1;
            row += 1;
        }
        table += 1;
    }
    assert!(count == N);
    all
}

/// The row of sockets with this name that is preview 1's.
const fn socket(name: &str) -> HostFunction {
    let mut index = 0;
    while !are_equal(SOCKETS[index].name, name) {
        index += 1;
    }
    SOCKETS[index]
}

/// The rows as a module of 2019 names them.
const fn in_unstable<const N: usize>(rows: &[HostFunction]) -> [HostFunction; N] {
    let mut all = [rows[0]; N];
    let mut index = 0;
    while index < N {
        all[index] = row_in_unstable(rows[index]);
        index += 1;
    }
    all
}

const fn row_in_unstable(row: HostFunction) -> HostFunction {
    let mut index = 0;
    while index < CHANGED_SINCE_UNSTABLE.len() {
        let changed = CHANGED_SINCE_UNSTABLE[index];
        if are_equal(changed.name, row.name) {
            return HostFunction { part: Some("unstable"), ..changed };
        }
        index += 1;
    }
    HostFunction { module: CHANGED_SINCE_UNSTABLE[0].module, ..row }
}

/// As `==`, which cannot be called in constants.
const fn are_equal(left: &str, right: &str) -> bool {
    let (left, right) = (left.as_bytes(), right.as_bytes());
    let mut index = 0;
    while index < left.len() && index < right.len() && left[index] == right[index] {
        index += 1;
    }
    index == left.len() && index == right.len()
}
