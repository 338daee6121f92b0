//! `wasi:filesystem/types.descriptor`: what needs no path; and
//! `wasi:filesystem/preopens`.
#![allow(unsafe_code)]

use super::clocks::datetime;
use super::rows::{self, Input, Output, Row, Source, State, Target};
use super::{Caller, error_code, listing};
use crate::abi::component_functions::HostResource;
use crate::explain::{Act, Place, Refused, is_refusal, no_folder};
use crate::guest::Slot;
use crate::guest::record::Record;
use crate::host::rights::Rights;
use crate::host::sandbox::Follow;
use crate::host::status::{Attributes, Filetype};
use crate::host::{Result, required};
use crate::sys::Errno;
use crate::sys::clocks::Timespec;
use crate::sys::paths::Times;

/// The row of a descriptor, and its number.
pub fn descriptor(caller: Caller, handle: u32) -> (u32, u32) {
    let row = caller.representation(HostResource::Descriptor, handle);
    (row, rows::descriptor_number(row))
}

/// Explains why something was refused that is done to a descriptor, and needs these rights.
#[inline]
fn explained<T>(number: u32, function: &str, needed: Rights, result: Result<T>) -> Result<T> {
    result.inspect_err(|&errno| {
        if is_refusal(errno) {
            let needed_below = Rights::NONE;
            let place = Place { number: Some(number), path: None, needed, needed_below };
            Refused { function, act: Act::On(Follow::No), place, target: None }.explain(errno);
        }
    })
}

/// `result<_, error-code>`.
pub fn store_unit(slot: Slot<2>, result: Result) {
    slot.store(match result {
        Ok(()) => [0, 0],
        Err(errno) => [1, error_code::number(errno)],
    });
}

/// A `result` whose error lies `offset` bytes behind its start.
pub fn encode_error<const N: usize>(errno: Errno, offset: usize) -> [u8; N] {
    Record::new().with(0, [1]).with(offset, [error_code::number(errno)]).0
}

/// `result<own<…>, error-code>`, and other 32 bits.
pub fn store_word(slot: Slot<8>, result: Result<u32>) {
    slot.store(match result {
        Ok(word) => Record::new().with(4, word.to_le_bytes()).0,
        Err(errno) => encode_error(errno, 4),
    });
}

/// `wasi:filesystem/types.descriptor-type`.
pub fn descriptor_type(filetype: Filetype) -> u8 {
    match filetype {
        Filetype::Unknown => 0,
        Filetype::BlockDevice => 1,
        Filetype::CharacterDevice => 2,
        Filetype::Directory => 3,
        Filetype::SymbolicLink => 5,
        Filetype::RegularFile => 6,
        Filetype::SocketDgram | Filetype::SocketStream => 7,
    }
}

/// `result<descriptor-stat, error-code>`.
pub fn encode_attributes(attributes: Result<Attributes>) -> [u8; 104] {
    let attributes = match attributes {
        Ok(attributes) => attributes,
        Err(errno) => return encode_error(errno, 8),
    };
    let mut record = Record::new()
        .with(8, [descriptor_type(attributes.filetype)])
        .with(16, attributes.link_count.to_le_bytes())
        .with(24, attributes.size.to_le_bytes());
    let times = [attributes.access_time, attributes.modification_time, attributes.change_time];
    for (place, time) in times.into_iter().enumerate() {
        let start = 32 + 24 * place;
        record = record.with(start, [1]).with(start + 8, datetime(time));
    }
    record.0
}

/// `result<metadata-hash-value, error-code>`: the same for the same file.
pub fn encode_hash(attributes: Result<Attributes>) -> [u8; 24] {
    match attributes {
        Ok(attributes) => {
            Record::new()
                .with(8, attributes.inode.to_le_bytes())
                .with(16, attributes.device.to_le_bytes())
                .0
        }
        Err(errno) => encode_error(errno, 8),
    }
}

/// `wasi:filesystem/types.new-timestamp`, flat.
#[derive(Clone, Copy)]
pub struct NewTimestamp {
    pub case: u32,
    pub seconds: u64,
    pub nanoseconds: u32,
}

impl NewTimestamp {
    fn timespec(self) -> Result<Timespec> {
        match self.case {
            0 => Ok(Timespec::OMIT),
            1 => Ok(Timespec::NOW),
            // More than a second's worth is so many seconds more.
            2 => {
                let more = u64::from(self.nanoseconds / 1_000_000_000);
                let seconds = self.seconds.checked_add(more).and_then(|sum| sum.try_into().ok());
                Ok(Timespec {
                    seconds: seconds.ok_or(Errno::EOVERFLOW)?,
                    nanoseconds: i64::from(self.nanoseconds % 1_000_000_000),
                })
            }
            _ => crate::traps::raise(crate::abi::traps::Trap::InvalidDiscriminant),
        }
    }
}

pub fn times(access: NewTimestamp, modification: NewTimestamp) -> Result<Times> {
    Ok(Times { access: access.timespec()?, modification: modification.timespec()? })
}

/// The functions, by their names in the table.
pub mod functions {
    use core::mem::MaybeUninit;

    use super::*;
    use crate::abi::capabilities::Access;
    use crate::abi::traps::Trap;
    use crate::host::descriptors::Kind;
    use crate::host::directories::{self, Progress};
    use crate::host::files::{self, Advice};
    use crate::host::status::StatusFlags;
    use crate::host::{ENOTCAPABLE, descriptors, grants};
    use crate::preview2::caller::in_memory;
    use crate::preview2::cli::pair;
    use crate::preview2::error_code::of_file;
    use crate::preview2::text;
    use crate::sys::Buffer;
    use crate::traps;

    /// `wasi:filesystem/preopens.get-directories`.
    pub fn get_directories(caller: Caller, result: u32) {
        let slot = caller.slot(result, 4);
        // What is granted was opened in order, behind the standard streams, and stays
        // open.
        let granted = (3..).take_while(|&number| grants::guest_name(number).is_ok());
        let count = granted.clone().count();
        if count == 0 {
            no_folder("get-directories");
        }
        let list = caller.allocate(count * 12, 4);
        let mut found = 0;
        for number in granted {
            let row = rows::insert_descriptor(number);
            let handle = caller.own(HostResource::Descriptor, row);
            let name = grants::guest_name(number).unwrap_or_default();
            let (pointer, length) = text::store(caller, name);
            let entry =
                Record::<12>::new().with(0, handle.to_le_bytes()).with(4, pair(pointer, length));
            caller.store_bytes(list + found * 12, &entry.0);
            found += 1;
        }
        slot.store(pair(list, found));
    }

    /// Refuses to read a folder as a stream. What a stream may not do for another reason
    /// is an error of the stream.
    fn check_readable(number: u32) -> Result {
        let is_folder = match descriptors::get(number)?.kind {
            Kind::Folder | Kind::Granted => true,
            // It was not opened as one, but may be one.
            Kind::Opened => files::attributes(number)?.filetype == Filetype::Directory,
            _ => false,
        };
        if is_folder { Err(Errno::EISDIR) } else { Ok(()) }
    }

    /// The same for writing. What is granted for reading alone is refused at once.
    fn check_writable(number: u32) -> Result {
        let descriptor = descriptors::get(number)?;
        match (descriptor.kind, descriptor.access) {
            (Kind::Folder | Kind::Granted, _) => Err(Errno::EBADF),
            (_, Access::ReadOnly) => Err(ENOTCAPABLE),
            (_, Access::ReadWrite) => Ok(()),
        }
    }

    /// `wasi:filesystem/types.descriptor.read-via-stream`.
    pub fn descriptor_read_via_stream(caller: Caller, handle: u32, offset: u64, result: u32) {
        let slot = caller.slot(result, 4);
        let (row, number) = descriptor(caller, handle);
        let stream = check_readable(number).map(|()| {
            rows::use_descriptor(row);
            let source = Source::File { descriptor: row, position: offset };
            let input = Row::Input(Input { source, state: State::Open });
            rows::own(caller, HostResource::InputStream, input)
        });
        store_word(slot, stream);
    }

    /// `wasi:filesystem/types.descriptor.write-via-stream`.
    pub fn descriptor_write_via_stream(caller: Caller, handle: u32, offset: u64, result: u32) {
        let (row, _) = descriptor(caller, handle);
        let target = Target::File { descriptor: row, position: offset };
        output_stream(caller, "write-via-stream", handle, target, result);
    }

    /// `wasi:filesystem/types.descriptor.append-via-stream`.
    pub fn descriptor_append_via_stream(caller: Caller, handle: u32, result: u32) {
        let (row, _) = descriptor(caller, handle);
        let target = Target::End { descriptor: row };
        output_stream(caller, "append-via-stream", handle, target, result);
    }

    fn output_stream(caller: Caller, function: &str, handle: u32, target: Target, result: u32) {
        let slot = caller.slot(result, 4);
        let (row, number) = descriptor(caller, handle);
        let writable = explained(number, function, required::WRITE, check_writable(number));
        let stream = writable.map(|()| {
            rows::use_descriptor(row);
            let output = Row::Output(Output { target, state: State::Open });
            rows::own(caller, HostResource::OutputStream, output)
        });
        store_word(slot, stream);
    }

    /// `wasi:filesystem/types.descriptor.advise`.
    pub fn descriptor_advise(
        caller: Caller,
        handle: u32,
        offset: u64,
        length: u64,
        advice: u32,
        result: u32,
    ) {
        let slot = caller.slot(result, 1);
        let advice = match advice {
            0 => Advice::Normal,
            1 => Advice::Sequential,
            2 => Advice::Random,
            3 => Advice::WillNeed,
            4 => Advice::DontNeed,
            5 => Advice::NoReuse,
            _ => traps::raise(Trap::InvalidDiscriminant),
        };
        let (_, number) = descriptor(caller, handle);
        let advised = files::advise(number, offset, length, advice);
        store_unit(slot, advised.map_err(|errno| of_file(number, errno, Errno::EBADF)));
    }

    /// `wasi:filesystem/types.descriptor.sync-data`.
    pub fn descriptor_sync_data(caller: Caller, handle: u32, result: u32) {
        let slot = caller.slot(result, 1);
        store_unit(slot, files::sync_data(descriptor(caller, handle).1));
    }

    /// `wasi:filesystem/types.descriptor.sync`.
    pub fn descriptor_sync(caller: Caller, handle: u32, result: u32) {
        let slot = caller.slot(result, 1);
        store_unit(slot, files::sync(descriptor(caller, handle).1));
    }

    /// `wasi:filesystem/types.descriptor.get-flags`.
    pub fn descriptor_get_flags(caller: Caller, handle: u32, result: u32) {
        let slot = caller.slot(result, 1);
        let (_, number) = descriptor(caller, handle);
        slot.store(match flags(number) {
            Ok(flags) => [0, flags],
            Err(errno) => encode_error(errno, 1),
        });
    }

    fn flags(number: u32) -> Result<u8> {
        const READ: u8 = 1;
        const WRITE: u8 = 2;
        const FILE_INTEGRITY_SYNC: u8 = 4;
        const DATA_INTEGRITY_SYNC: u8 = 8;
        const REQUESTED_WRITE_SYNC: u8 = 16;
        const MUTATE_DIRECTORY: u8 = 32;
        let description = files::describe(number)?;
        if description.filetype == Filetype::Directory {
            return Ok(match descriptors::get(number)?.access {
                Access::ReadWrite => READ | MUTATE_DIRECTORY,
                Access::ReadOnly => READ,
            });
        }
        let mut flags = 0;
        for (has, flag) in [
            (description.rights.contains(Rights::FD_READ), READ),
            (description.rights.contains(Rights::FD_WRITE), WRITE),
            (description.flags.contains(StatusFlags::SYNC), FILE_INTEGRITY_SYNC),
            (description.flags.contains(StatusFlags::DSYNC), DATA_INTEGRITY_SYNC),
            (description.flags.contains(StatusFlags::RSYNC), REQUESTED_WRITE_SYNC),
        ] {
            if has {
                flags |= flag;
            }
        }
        Ok(flags)
    }

    /// `wasi:filesystem/types.descriptor.get-type`.
    pub fn descriptor_get_type(caller: Caller, handle: u32, result: u32) {
        let slot = caller.slot(result, 1);
        let (_, number) = descriptor(caller, handle);
        slot.store(match files::attributes(number) {
            Ok(attributes) => [0, descriptor_type(attributes.filetype)],
            Err(errno) => encode_error(errno, 1),
        });
    }

    /// `wasi:filesystem/types.descriptor.set-size`.
    pub fn descriptor_set_size(caller: Caller, handle: u32, size: u64, result: u32) {
        let slot = caller.slot(result, 1);
        let (_, number) = descriptor(caller, handle);
        // ftruncate(2): what is not open for writing is `EINVAL`.
        let set =
            files::set_size(number, size).map_err(|errno| of_file(number, errno, Errno::EINVAL));
        store_unit(slot, explained(number, "set-size", required::SET_SIZE, set));
    }

    /// `wasi:filesystem/types.descriptor.set-times`.
    #[expect(clippy::too_many_arguments, reason = "the canonical ABI has it so")]
    pub fn descriptor_set_times(
        caller: Caller,
        handle: u32,
        access: u32,
        access_seconds: u64,
        access_nanoseconds: u32,
        modification: u32,
        modification_seconds: u64,
        modification_nanoseconds: u32,
        result: u32,
    ) {
        let slot = caller.slot(result, 1);
        let (_, number) = descriptor(caller, handle);
        let times = times(
            NewTimestamp { case: access, seconds: access_seconds, nanoseconds: access_nanoseconds },
            NewTimestamp {
                case: modification,
                seconds: modification_seconds,
                nanoseconds: modification_nanoseconds,
            },
        );
        let set = times.and_then(|times| files::set_times(number, &times));
        store_unit(slot, explained(number, "set-times", required::SET_TIMES, set));
    }

    /// `wasi:filesystem/types.descriptor.read`: bytes, and whether the end was
    /// reached.
    pub fn descriptor_read(caller: Caller, handle: u32, length: u64, offset: u64, result: u32) {
        const MOST: usize = 1 << 16;
        let slot = caller.slot::<16>(result, 4);
        let (_, number) = descriptor(caller, handle);
        let mut space = [const { MaybeUninit::<u8>::uninit() }; MOST];
        let length = length.min(MOST as u64) as usize;
        // SAFETY: it is ours, and used only by this call.
        let buffer = unsafe { Buffer::new(space.as_mut_ptr().cast(), length) };
        slot.store(match files::read_at(number, &[buffer], offset) {
            Ok(count) => {
                // SAFETY: the kernel has written as many bytes.
                let bytes = unsafe { core::slice::from_raw_parts(buffer.base(), count) };
                let (pointer, copied) = caller.list(bytes);
                let at_end = u8::from(count == 0 && length != 0);
                Record::new().with(4, pair(pointer, copied)).with(12, [at_end]).0
            }
            Err(errno) => encode_error(of_file(number, errno, Errno::EBADF), 4),
        });
    }

    /// `wasi:filesystem/types.descriptor.write`.
    pub fn descriptor_write(
        caller: Caller,
        handle: u32,
        contents: u32,
        length: u32,
        offset: u64,
        result: u32,
    ) {
        let slot = caller.slot::<16>(result, 8);
        let buffer = in_memory(caller.guest.buffer(contents, length));
        let (_, number) = descriptor(caller, handle);
        let written = files::write_at(number, &[buffer], offset)
            .map_err(|errno| of_file(number, errno, Errno::EBADF));
        slot.store(match explained(number, "write", required::WRITE_AT, written) {
            Ok(count) => Record::new().with(8, (count as u64).to_le_bytes()).0,
            Err(errno) => encode_error(errno, 8),
        });
    }

    /// `wasi:filesystem/types.descriptor.read-directory`.
    pub fn descriptor_read_directory(caller: Caller, handle: u32, result: u32) {
        let slot = caller.slot(result, 4);
        let (row, number) = descriptor(caller, handle);
        // Says whether it is a folder that can be listed.
        let found = directories::for_each_entry(number, 0, 0, &mut |_| Progress::Enough);
        store_word(
            slot,
            found.map(|()| {
                rows::use_descriptor(row);
                let stream = Row::DirectoryEntryStream { descriptor: row, cookie: 0 };
                rows::own(caller, HostResource::DirectoryEntryStream, stream)
            }),
        );
    }

    /// `wasi:filesystem/types.directory-entry-stream.read-directory-entry`.
    pub fn read_directory_entry(caller: Caller, stream: u32, result: u32) {
        let slot = caller.slot::<20>(result, 4);
        let row = caller.representation(HostResource::DirectoryEntryStream, stream);
        let Row::DirectoryEntryStream { descriptor, cookie } = rows::get(row) else {
            rows::wrong_row()
        };
        let number = rows::descriptor_number(descriptor);
        let listed = listing::next(row, number, cookie, descriptor_type);
        slot.store(match listed {
            Err(errno) => encode_error(errno, 4),
            Ok(None) => [0; 20],
            Ok(Some(found)) => {
                rows::set(row, Row::DirectoryEntryStream { descriptor, cookie: found.next });
                let name = found.name.get(..found.length).unwrap_or_default();
                match text::store_exactly(caller, name) {
                    Ok(name) => {
                        let record = Record::new().with(4, [1]).with(8, [found.filetype]);
                        record.with(12, pair(name.0, name.1)).0
                    }
                    Err(errno) => encode_error(errno, 4),
                }
            }
        });
    }

    /// `wasi:filesystem/types.descriptor.stat`.
    pub fn descriptor_stat(caller: Caller, handle: u32, result: u32) {
        let slot = caller.slot(result, 8);
        slot.store(encode_attributes(files::attributes(descriptor(caller, handle).1)));
    }

    /// `wasi:filesystem/types.descriptor.is-same-object`.
    pub fn descriptor_is_same_object(caller: Caller, handle: u32, other: u32) -> u32 {
        let attributes = |handle| files::attributes(descriptor(caller, handle).1);
        let is_same = match (attributes(handle), attributes(other)) {
            (Ok(one), Ok(other)) => (one.device, one.inode) == (other.device, other.inode),
            _ => false,
        };
        u32::from(is_same)
    }

    /// `wasi:filesystem/types.descriptor.metadata-hash`.
    pub fn descriptor_metadata_hash(caller: Caller, handle: u32, result: u32) {
        let slot = caller.slot(result, 8);
        slot.store(encode_hash(files::attributes(descriptor(caller, handle).1)));
    }
}
