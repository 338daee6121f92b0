//! The functions that the runtime offers to WebAssembly programs: one row each.
//!
//! A row gives the import name, the parameters with their WebAssembly types, what
//! the function needs before it can do anything, and the system calls that it can
//! make then. From it the compiler takes signature, symbol and lock-down, the
//! runtime its entry point.

// Rows name sets of system calls.
#[allow(clippy::wildcard_imports)]
use super::system_calls::sets::*;
use super::system_calls::{GROW, OPEN_FOLDER, OPENED, PATHS, SystemCalls};

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
    /// A socket.
    Network,
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

/// The rows of preview 1, in the order of the snapshot's document. Hands them
/// to the macro named `$rows`, which can expand them as it likes.
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
            fd_filestat_set_times(fd: I32, atim: I64, mtim: I64, flags: I32) -> [I32], Nothing, [UTIMENSAT];
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
            poll_oneoff(subscriptions: I32, events: I32, nsubscriptions: I32, nevents: I32) -> [I32], Nothing, [PPOLL, IOCTL, CLOCK_GETTIME];
            proc_exit(code: I32) -> [], Nothing, [EXIT_GROUP];
            proc_raise(signal: I32) -> [I32], Nothing, [RT_SIGACTION, GETPID, GETTID, TGKILL];
            sched_yield() -> [I32], Nothing, [SCHED_YIELD];
            random_get(buf: I32, buf_len: I32) -> [I32], Nothing, [GETRANDOM];
            sock_accept(fd: I32, flags: I32, connection: I32) -> [I32], Network, [ACCEPT4, OPENED];
            sock_recv(fd: I32, data: I32, data_len: I32, flags: I32, datalen: I32, roflags: I32) -> [I32], Network, [RECVMSG];
            sock_send(fd: I32, data: I32, data_len: I32, flags: I32, datalen: I32) -> [I32], Network, [SENDMSG];
            sock_shutdown(fd: I32, how: I32) -> [I32], Network, [SHUTDOWN];
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
            poll_oneoff(subscriptions: I32, events: I32, nsubscriptions: I32, nevents: I32) -> [I32], Nothing, [PPOLL, IOCTL, CLOCK_GETTIME];
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

const PREVIEW1: &[HostFunction] = preview1_functions!(host_function_table);
const CHANGED_SINCE_UNSTABLE: &[HostFunction] = unstable_functions!(host_function_table);

const UNSTABLE: &[HostFunction] = &in_unstable::<{ PREVIEW1.len() }>(PREVIEW1);

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

/// Every host function, those for components last.
pub const HOST_FUNCTIONS: &[HostFunction] = &joined::<
    { PREVIEW1.len() + UNSTABLE.len() + THREADS.len() + COMPONENT_FUNCTIONS.len() },
>(&[PREVIEW1, UNSTABLE, THREADS, COMPONENT_FUNCTIONS]);

const fn joined<const N: usize>(tables: &[&[HostFunction]]) -> [HostFunction; N] {
    let mut all = [PREVIEW1[0]; N];
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
