//! What each operation requires of the descriptors it is given. Source: preview1,
//! `$rights`, which lists under each right the functions it allows.
//!
//! What a read-only grant withholds is in [`Rights::THAT_CHANGE`]; what
//! `path_open` passes on, in `tree`.

use super::rights::Rights;

/// A row for each operation; its functions of preview 1 are in the comment.
macro_rules! required {
    ($($(#[$comment:meta])* $operation:ident = $first:ident $(+ $more:ident)?;)*) => {
        $($(#[$comment])* pub const $operation: Rights = Rights::$first $(.union(Rights::$more))?;)*
    };
}

required! {
    /// `fd_advise`
    ADVISE = FD_ADVISE;
    /// `fd_allocate`
    ALLOCATE = FD_ALLOCATE;
    /// `fd_datasync`
    SYNC_DATA = FD_DATASYNC;
    /// `fd_fdstat_set_flags`
    SET_FLAGS = FD_FDSTAT_SET_FLAGS;
    /// `fd_filestat_get`
    ATTRIBUTES = FD_FILESTAT_GET;
    /// `fd_filestat_set_size`
    SET_SIZE = FD_FILESTAT_SET_SIZE;
    /// `fd_filestat_set_times`
    SET_TIMES = FD_FILESTAT_SET_TIMES;
    /// `fd_read`, `sock_recv`
    READ = FD_READ;
    /// `fd_pread`
    READ_AT = FD_READ + FD_SEEK;
    /// `fd_readdir`
    LIST = FD_READDIR;
    /// `fd_seek`
    SEEK = FD_SEEK;
    /// `fd_sync`
    SYNC = FD_SYNC;
    /// `fd_tell`, and `fd_seek` where it only asks. [`SEEK`] will do.
    TELL = FD_TELL;
    /// `fd_write`, `sock_send`
    WRITE = FD_WRITE;
    /// `fd_pwrite`
    WRITE_AT = FD_WRITE + FD_SEEK;
    /// `path_create_directory`
    CREATE_DIRECTORY = PATH_CREATE_DIRECTORY;
    /// `path_filestat_get`
    ATTRIBUTES_OF_PATH = PATH_FILESTAT_GET;
    /// `path_filestat_set_times`
    SET_TIMES_OF_PATH = PATH_FILESTAT_SET_TIMES;
    /// `path_link`, at the folder of the old name
    LINK_FROM = PATH_LINK_SOURCE;
    /// `path_link`, at the folder of the new name
    LINK_TO = PATH_LINK_TARGET;
    /// `path_open`
    OPEN = PATH_OPEN;
    /// `path_open` with `creat`
    OPEN_AND_CREATE = PATH_OPEN + PATH_CREATE_FILE;
    /// `path_open` with `trunc`
    OPEN_AND_TRUNCATE = PATH_OPEN + PATH_FILESTAT_SET_SIZE;
    /// `path_readlink`
    READ_LINK = PATH_READLINK;
    /// `path_remove_directory`
    REMOVE_DIRECTORY = PATH_REMOVE_DIRECTORY;
    /// `path_rename`, at the folder of the old name
    RENAME_FROM = PATH_RENAME_SOURCE;
    /// `path_rename`, at the folder of the new name
    RENAME_TO = PATH_RENAME_TARGET;
    /// `path_symlink`
    SYMLINK = PATH_SYMLINK;
    /// `path_unlink_file`
    UNLINK_FILE = PATH_UNLINK_FILE;
    /// `poll_oneoff`, for a subscription to reading
    POLL_READ = FD_READ + POLL_FD_READWRITE;
    /// `poll_oneoff`, for a subscription to writing
    POLL_WRITE = FD_WRITE + POLL_FD_READWRITE;
    /// `sock_accept`
    ACCEPT = SOCK_ACCEPT;
    /// `sock_shutdown`
    SHUTDOWN = SOCK_SHUTDOWN;
}
