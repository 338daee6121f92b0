//! What each operation requires of the descriptors it is given. Source: preview1,
//! `$rights`, which lists under each right the functions it allows.
//!
//! What a read-only grant withholds is in [`Rights::THAT_CHANGE`]; what
//! `path_open` passes on, in `tree`.

use super::rights::Rights;

/// A row for each operation: the rights, and the functions of preview 1 that always require
/// them.
macro_rules! required {
    ($(
        $(#[$comment:meta])*
        $operation:ident = $first:ident $(+ $more:ident)?, [$($function:literal),*];
    )*) => {
        $($(#[$comment])* pub const $operation: Rights = Rights::$first $(.union(Rights::$more))?;)*

        /// What a function requires of the first descriptor that it is given.
        #[cfg(part = "explain")]
        pub fn by(function: &str) -> Rights {
            $(
                if [$($function),*].contains(&function) {
                    return $operation;
                }
            )*
            Rights::NONE
        }
    };
}

required! {
    ADVISE = FD_ADVISE, ["fd_advise"];
    ALLOCATE = FD_ALLOCATE, ["fd_allocate"];
    SYNC_DATA = FD_DATASYNC, ["fd_datasync"];
    SET_FLAGS = FD_FDSTAT_SET_FLAGS, ["fd_fdstat_set_flags"];
    ATTRIBUTES = FD_FILESTAT_GET, ["fd_filestat_get"];
    SET_SIZE = FD_FILESTAT_SET_SIZE, ["fd_filestat_set_size"];
    SET_TIMES = FD_FILESTAT_SET_TIMES, ["fd_filestat_set_times"];
    READ = FD_READ, ["fd_read", "sock_recv"];
    READ_AT = FD_READ + FD_SEEK, ["fd_pread"];
    LIST = FD_READDIR, ["fd_readdir"];
    SEEK = FD_SEEK, ["fd_seek"];
    SYNC = FD_SYNC, ["fd_sync"];
    /// `fd_tell`, and `fd_seek` where it only asks. [`SEEK`] will do.
    TELL = FD_TELL, ["fd_tell"];
    WRITE = FD_WRITE, ["fd_write", "sock_send"];
    WRITE_AT = FD_WRITE + FD_SEEK, ["fd_pwrite"];
    CREATE_DIRECTORY = PATH_CREATE_DIRECTORY, ["path_create_directory"];
    ATTRIBUTES_OF_PATH = PATH_FILESTAT_GET, ["path_filestat_get"];
    SET_TIMES_OF_PATH = PATH_FILESTAT_SET_TIMES, ["path_filestat_set_times"];
    /// `path_link`, at the folder of the old name
    LINK_FROM = PATH_LINK_SOURCE, ["path_link"];
    /// `path_link`, at the folder of the new name
    LINK_TO = PATH_LINK_TARGET, [];
    OPEN = PATH_OPEN, ["path_open"];
    /// `path_open` with `creat`
    OPEN_AND_CREATE = PATH_OPEN + PATH_CREATE_FILE, [];
    /// `path_open` with `trunc`
    OPEN_AND_TRUNCATE = PATH_OPEN + PATH_FILESTAT_SET_SIZE, [];
    READ_LINK = PATH_READLINK, ["path_readlink"];
    REMOVE_DIRECTORY = PATH_REMOVE_DIRECTORY, ["path_remove_directory"];
    /// `path_rename`, at the folder of the old name
    RENAME_FROM = PATH_RENAME_SOURCE, ["path_rename"];
    /// `path_rename`, at the folder of the new name
    RENAME_TO = PATH_RENAME_TARGET, [];
    SYMLINK = PATH_SYMLINK, ["path_symlink"];
    UNLINK_FILE = PATH_UNLINK_FILE, ["path_unlink_file"];
    /// `poll_oneoff`, for a subscription to reading
    POLL_READ = FD_READ + POLL_FD_READWRITE, [];
    /// `poll_oneoff`, for a subscription to writing
    POLL_WRITE = FD_WRITE + POLL_FD_READWRITE, [];
    ACCEPT = SOCK_ACCEPT, ["sock_accept"];
    SHUTDOWN = SOCK_SHUTDOWN, ["sock_shutdown"];
}
