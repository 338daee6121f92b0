//! `wasi:filesystem/types.descriptor`: what is done to names below a folder.

use super::Caller;
use super::cli::pair;
use super::descriptors::{
    NewTimestamp, descriptor, encode_attributes, encode_error, encode_hash, store_unit, store_word,
    times,
};
use super::rows;
use super::text;
use crate::abi::component_functions::HostResource;
use crate::explain::{Act, Place, Refused, is_refusal};
use crate::guest::record::Record;
use crate::host::Result;
use crate::host::path::{PATH_MAX, Path};
use crate::host::rights::Rights;
use crate::host::sandbox::Follow;
use crate::host::status::StatusFlags;
use crate::host::tree::{self, Location, OpenRequest};
use crate::sys::Errno;

/// `wasi:filesystem/types.path-flags`.
fn follow(flags: u32) -> Follow {
    if flags & 1 != 0 { Follow::Yes } else { Follow::No }
}

/// Calls `operation` with a descriptor's number and a path of the program. `act` and the
/// function's name are for who wants to know why it was refused.
#[inline(never)]
fn on_path<T>(
    caller: Caller,
    (function, act): (&str, Act<'_>),
    [handle, path, length]: [u32; 3],
    operation: &mut dyn FnMut(u32, &mut Path) -> Result<T>,
) -> Result<T> {
    let (_, number) = descriptor(caller, handle);
    let mut text = Path::new();
    text::load_path(caller, &mut text, path, length)?;
    operation(number, &mut text)
        .inspect_err(|&errno| explain(caller, (function, act), [number, path, length], None, errno))
}

/// As [`on_path`], with the last component of the path, which is not followed; the result is
/// stored.
#[inline(never)]
fn on_name(
    caller: Caller,
    function: &str,
    place: [u32; 3],
    result: u32,
    mut operation: fn(u32, &mut Path) -> Result,
) {
    let slot = caller.slot(result, 1);
    store_unit(slot, on_path(caller, (function, Act::On(Follow::No)), place, &mut operation));
}

/// Explains an error, if it is one of rights.
#[cold]
#[inline(never)]
fn explain(
    caller: Caller,
    (function, act): (&str, Act<'_>),
    first: [u32; 3],
    second: Option<[u32; 3]>,
    errno: Errno,
) {
    if !is_refusal(errno) {
        return;
    }
    // An operation takes its paths apart.
    let (mut first_text, mut second_text) = (Path::new(), Path::new());
    let place = place(caller, first, &mut first_text);
    let target = second.map(|second| self::place(caller, second, &mut second_text));
    Refused { function, act, place, target }.explain(errno);
}

/// A descriptor's number and the path below it. Components have all the rights to a
/// descriptor that its grant gives.
fn place<'a>(caller: Caller, [number, path, length]: [u32; 3], text: &'a mut Path) -> Place<'a> {
    let is_loaded = text::load_path(caller, text, path, length).is_ok();
    let (needed, needed_below) = (Rights::NONE, Rights::NONE);
    Place { number: Some(number), path: is_loaded.then_some(text), needed, needed_below }
}

/// As [`on_path`], with two descriptors and paths.
#[inline(never)]
fn on_two_paths(
    caller: Caller,
    (function, act): (&str, Act<'_>),
    [old, old_path, old_length]: [u32; 3],
    [new, new_path, new_length]: [u32; 3],
    operation: &mut dyn FnMut(Location<'_>, Location<'_>) -> Result,
) -> Result {
    let (_, old) = descriptor(caller, old);
    let (_, new) = descriptor(caller, new);
    let (mut old_text, mut new_text) = (Path::new(), Path::new());
    text::load_path(caller, &mut old_text, old_path, old_length)?;
    text::load_path(caller, &mut new_text, new_path, new_length)?;
    operation(
        Location { number: old, path: &mut old_text },
        Location { number: new, path: &mut new_text },
    )
    .inspect_err(|&errno| {
        let (old, new) = ([old, old_path, old_length], [new, new_path, new_length]);
        explain(caller, (function, act), old, Some(new), errno);
    })
}

/// The functions, by their names in the table.
pub mod functions {
    use super::*;

    /// `wasi:filesystem/types.descriptor.create-directory-at`.
    pub fn descriptor_create_directory_at(
        caller: Caller,
        handle: u32,
        path: u32,
        length: u32,
        result: u32,
    ) {
        on_name(
            caller,
            "create-directory-at",
            [handle, path, length],
            result,
            tree::create_directory,
        );
    }

    /// `wasi:filesystem/types.descriptor.stat-at`.
    pub fn descriptor_stat_at(
        caller: Caller,
        handle: u32,
        flags: u32,
        path: u32,
        length: u32,
        result: u32,
    ) {
        let slot = caller.slot(result, 8);
        let attributes = on_path(
            caller,
            ("stat-at", Act::On(follow(flags))),
            [handle, path, length],
            &mut |number, path| tree::attributes(number, path, follow(flags)),
        );
        slot.store(encode_attributes(attributes));
    }

    /// `wasi:filesystem/types.descriptor.metadata-hash-at`.
    pub fn descriptor_metadata_hash_at(
        caller: Caller,
        handle: u32,
        flags: u32,
        path: u32,
        length: u32,
        result: u32,
    ) {
        let slot = caller.slot(result, 8);
        let attributes = on_path(
            caller,
            ("metadata-hash-at", Act::On(follow(flags))),
            [handle, path, length],
            &mut |number, path| tree::attributes(number, path, follow(flags)),
        );
        slot.store(encode_hash(attributes));
    }

    /// `wasi:filesystem/types.descriptor.set-times-at`.
    #[expect(clippy::too_many_arguments, reason = "the canonical ABI has it so")]
    pub fn descriptor_set_times_at(
        caller: Caller,
        handle: u32,
        flags: u32,
        path: u32,
        length: u32,
        access: u32,
        access_seconds: u64,
        access_nanoseconds: u32,
        modification: u32,
        modification_seconds: u64,
        modification_nanoseconds: u32,
        result: u32,
    ) {
        let slot = caller.slot(result, 1);
        let times = times(
            NewTimestamp { case: access, seconds: access_seconds, nanoseconds: access_nanoseconds },
            NewTimestamp {
                case: modification,
                seconds: modification_seconds,
                nanoseconds: modification_nanoseconds,
            },
        );
        let set = times.and_then(|times| {
            on_path(
                caller,
                ("set-times-at", Act::On(follow(flags))),
                [handle, path, length],
                &mut |number, path| tree::set_times(number, path, follow(flags), &times),
            )
        });
        store_unit(slot, set);
    }

    /// `wasi:filesystem/types.descriptor.link-at`.
    #[expect(clippy::too_many_arguments, reason = "the canonical ABI has it so")]
    pub fn descriptor_link_at(
        caller: Caller,
        handle: u32,
        flags: u32,
        old_path: u32,
        old_length: u32,
        new_handle: u32,
        new_path: u32,
        new_length: u32,
        result: u32,
    ) {
        let slot = caller.slot(result, 1);
        let old = [handle, old_path, old_length];
        let new = [new_handle, new_path, new_length];
        let linked =
            on_two_paths(caller, ("link-at", Act::On(follow(flags))), old, new, &mut |from, to| {
                tree::link(from, follow(flags), to)
            });
        store_unit(slot, linked);
    }

    /// `wasi:filesystem/types.descriptor.rename-at`.
    #[expect(clippy::too_many_arguments, reason = "the canonical ABI has it so")]
    pub fn descriptor_rename_at(
        caller: Caller,
        handle: u32,
        old_path: u32,
        old_length: u32,
        new_handle: u32,
        new_path: u32,
        new_length: u32,
        result: u32,
    ) {
        let slot = caller.slot(result, 1);
        let old = [handle, old_path, old_length];
        let new = [new_handle, new_path, new_length];
        store_unit(
            slot,
            on_two_paths(caller, ("rename-at", Act::On(Follow::No)), old, new, &mut |from, to| {
                tree::rename(from, to)
            }),
        );
    }

    /// `wasi:filesystem/types.descriptor.symlink-at`.
    pub fn descriptor_symlink_at(
        caller: Caller,
        handle: u32,
        old_path: u32,
        old_length: u32,
        new_path: u32,
        new_length: u32,
        result: u32,
    ) {
        let slot = caller.slot(result, 1);
        let mut target = Path::new();
        let linked = text::load_path(caller, &mut target, old_path, old_length).and_then(|()| {
            let link = [handle, new_path, new_length];
            let act = Act::MakeLink(&target);
            on_path(caller, ("symlink-at", act), link, &mut |number, path| {
                tree::symlink(&target, number, path)
            })
        });
        store_unit(slot, linked);
    }

    /// `wasi:filesystem/types.descriptor.open-at`.
    #[expect(clippy::too_many_arguments, reason = "the canonical ABI has it so")]
    pub fn descriptor_open_at(
        caller: Caller,
        handle: u32,
        path_flags: u32,
        path: u32,
        length: u32,
        open_flags: u32,
        flags: u32,
        result: u32,
    ) {
        let slot = caller.slot(result, 4);
        let request = open_request(path_flags, open_flags, flags);
        let opened = on_path(
            caller,
            ("open-at", Act::On(follow(path_flags))),
            [handle, path, length],
            &mut |number, path| tree::open(number, path, &request),
        );
        let own = |number| caller.own(HostResource::Descriptor, rows::insert_descriptor(number));
        store_word(slot, opened.map(own));
    }

    /// `wasi:filesystem/types.open-flags` and `descriptor-flags`.
    fn open_request(path_flags: u32, open_flags: u32, flags: u32) -> OpenRequest {
        let has = |flags: u32, bit: u32| flags & 1 << bit != 0;
        let mut rights = Rights::ALL.without(
            Rights::FD_READ
                .union(Rights::FD_WRITE)
                .union(Rights::FD_ALLOCATE)
                .union(Rights::FD_FILESTAT_SET_SIZE),
        );
        // What is not opened for writing can be read, whether that was asked for or not.
        if has(flags, 0) || !has(flags, 1) {
            rights = rights.union(Rights::FD_READ);
        }
        if has(flags, 1) {
            let writing = Rights::FD_ALLOCATE.union(Rights::FD_FILESTAT_SET_SIZE);
            rights = rights.union(Rights::FD_WRITE).union(writing);
        }
        let mut status = StatusFlags::NONE;
        for (bit, flag) in
            [(2, StatusFlags::SYNC), (3, StatusFlags::DSYNC), (4, StatusFlags::RSYNC)]
        {
            if has(flags, bit) {
                status = status.union(flag);
            }
        }
        OpenRequest {
            follow: follow(path_flags),
            create: has(open_flags, 0),
            folder: has(open_flags, 1),
            exclusive: has(open_flags, 2),
            truncate: has(open_flags, 3),
            rights,
            inheriting: Rights::ALL,
            flags: status,
        }
    }

    /// `wasi:filesystem/types.descriptor.readlink-at`.
    pub fn descriptor_readlink_at(
        caller: Caller,
        handle: u32,
        path: u32,
        length: u32,
        result: u32,
    ) {
        let slot = caller.slot::<12>(result, 4);
        let mut target = [0; PATH_MAX];
        let read = on_path(
            caller,
            ("readlink-at", Act::ReadLink),
            [handle, path, length],
            &mut |number, path| tree::read_link(number, path, &mut target).map(<[u8]>::len),
        );
        let stored = read.and_then(|length| {
            text::store_exactly(caller, target.get(..length).unwrap_or_default())
        });
        slot.store(match stored {
            Ok((pointer, length)) => Record::new().with(4, pair(pointer, length)).0,
            Err(errno) => encode_error(errno, 4),
        });
    }

    /// `wasi:filesystem/types.descriptor.remove-directory-at`.
    pub fn descriptor_remove_directory_at(
        caller: Caller,
        handle: u32,
        path: u32,
        length: u32,
        result: u32,
    ) {
        on_name(
            caller,
            "remove-directory-at",
            [handle, path, length],
            result,
            tree::remove_directory,
        );
    }

    /// `wasi:filesystem/types.descriptor.unlink-file-at`.
    pub fn descriptor_unlink_file_at(
        caller: Caller,
        handle: u32,
        path: u32,
        length: u32,
        result: u32,
    ) {
        on_name(caller, "unlink-file-at", [handle, path, length], result, tree::unlink_file);
    }
}
