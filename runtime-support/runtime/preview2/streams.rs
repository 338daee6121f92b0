//! `wasi:io/streams`, over descriptors.
//!
//! Output is written when the program hands it over, so there is nothing to flush but
//! what sockets have no room for. Files and standard streams block no longer than the
//! kernel does.
#![allow(unsafe_code)]

use core::mem::MaybeUninit;

use super::caller::in_memory;
#[cfg(part = "http")]
use super::http;
use super::poll::{is_descriptor_ready, subscribe, wait_for_descriptor};
use super::rows::{self, Input, Output, Row, Source, State, Target, Way};
use super::{Caller, sockets};
use crate::abi::component_functions::HostResource;
use crate::abi::traps::Trap;
use crate::guest::Slot;
use crate::guest::record::Record;
#[cfg(part = "http")]
use crate::host::http::error_code::ErrorCode;
use crate::host::network::unsent;
use crate::host::poll::Direction;
use crate::host::{ENOTCAPABLE, Result, files};
use crate::sys::files::Whence;
use crate::sys::{Buffer, Errno};
use crate::traps;

/// How many bytes an output stream takes at once.
const PERMIT: u64 = 1 << 20;

/// A `result` that says so.
const PERMITTED: [u8; 16] = ((PERMIT as u128) << 64).to_le_bytes();

/// How many bytes an input stream returns at most.
const MOST_READ: u64 = 1 << 16;

/// `wasi:io/streams`: the most that the blocking writes take.
const MOST_BLOCKING: u64 = 4096;

/// Whether an operation may wait.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Waiting {
    Allowed,
    Never,
}

/// Why an operation on a stream failed.
enum Failure {
    Closed,
    Failed(Errno),
    #[cfg(part = "http")]
    Http(ErrorCode),
}

type Streamed<T = ()> = core::result::Result<T, Failure>;

/// A `result` without a payload but the error, which lies `OFFSET` bytes behind its
/// start.
fn encode_failure<const N: usize>(caller: Caller, failure: Failure, offset: usize) -> [u8; N] {
    let record = Record::<N>::new().with(0, [1]);
    let error = match failure {
        Failure::Closed => return record.with(offset, [1]).0,
        // Files that were not granted for it have no such streams: it is not open for it.
        Failure::Failed(ENOTCAPABLE) => Row::Error(Errno::EBADF),
        Failure::Failed(errno) => Row::Error(errno),
        #[cfg(part = "http")]
        Failure::Http(code) => http::error_row(code),
    };
    let error = rows::own(caller, HostResource::Error, error);
    record.with(offset, [0]).with(offset + 4, error.to_le_bytes()).0
}

/// `result<u64, stream-error>`.
fn store_count(caller: Caller, slot: Slot<16>, result: Streamed<u64>) {
    slot.store(match result {
        Ok(count) => Record::new().with(8, count.to_le_bytes()).0,
        Err(failure) => encode_failure(caller, failure, 8),
    });
}

/// `result<_, stream-error>`.
fn store_unit(caller: Caller, slot: Slot<12>, result: Streamed) {
    slot.store(match result {
        Ok(()) => [0; 12],
        Err(failure) => encode_failure(caller, failure, 4),
    });
}

/// The row of an input stream, and what is in it.
fn input(caller: Caller, stream: u32) -> (u32, Input) {
    let row = caller.representation(HostResource::InputStream, stream);
    match rows::get(row) {
        Row::Input(input) => (row, input),
        _ => rows::wrong_row(),
    }
}

/// The row of an output stream.
#[inline]
fn output_row(caller: Caller, stream: u32) -> u32 {
    caller.representation(HostResource::OutputStream, stream)
}

/// What is in the row of an output stream.
fn output_in(row: u32) -> Output {
    match rows::get(row) {
        Row::Output(output) => output,
        _ => rows::wrong_row(),
    }
}

fn output(caller: Caller, stream: u32) -> (u32, Output) {
    let row = output_row(caller, stream);
    (row, output_in(row))
}

/// Reads at most as many bytes as the buffer has. None where that would have to wait
/// and must not.
fn read(row: u32, mut input: Input, buffer: Buffer, waiting: Waiting) -> Streamed<usize> {
    if input.state == State::Closed {
        return Err(Failure::Closed);
    }
    if buffer.length() == 0 {
        return Ok(0);
    }
    #[cfg(part = "http")]
    if let Source::Http(body) = input.source {
        let read = http::read(body, buffer, waiting == Waiting::Allowed);
        return match read {
            Ok(Some(count)) => Ok(count),
            Ok(None) => close_input(row, input, Failure::Closed),
            Err(failure) => close_input(row, input, Failure::Http(failure)),
        };
    }
    match read_source(&mut input.source, buffer, waiting) {
        Ok(Some(0)) => close_input(row, input, Failure::Closed),
        Ok(count) => {
            rows::set(row, Row::Input(input));
            Ok(count.unwrap_or(0))
        }
        Err(errno) => close_input(row, input, Failure::Failed(errno)),
    }
}

fn close_input<T>(row: u32, input: Input, failure: Failure) -> Streamed<T> {
    rows::set(row, Row::Input(Input { state: State::Closed, ..input }));
    Err(failure)
}

/// How many bytes were read; `None` where there are none yet.
fn read_source(source: &mut Source, buffer: Buffer, waiting: Waiting) -> Result<Option<usize>> {
    let number = match source {
        Source::Number(number) => *number,
        Source::File { descriptor, position } => {
            let number = rows::descriptor_number(*descriptor);
            match files::read_at(number, &[buffer], *position) {
                Ok(count) => {
                    *position += count as u64;
                    return Ok(Some(count));
                }
                // What cannot seek is read where it is.
                Err(Errno::ESPIPE) => number,
                Err(errno) => return Err(errno),
            }
        }
        Source::Socket(socket) => return read_socket(*socket, buffer, waiting),
        // `read` has dealt with it.
        #[cfg(part = "http")]
        Source::Http(_) => return Err(Errno::EBADF),
    };
    // Others wait for what may be sent meanwhile.
    if waiting == Waiting::Allowed && unsent::is_any() {
        wait_for_descriptor(number, Direction::Read)?;
    }
    loop {
        if waiting == Waiting::Never && !is_descriptor_ready(number, Direction::Read)? {
            return Ok(None);
        }
        match files::read(number, &[buffer]) {
            Ok(count) => return Ok(Some(count)),
            Err(Errno::EAGAIN) if waiting == Waiting::Never => return Ok(None),
            // Somebody else made it so.
            Err(Errno::EAGAIN) => wait_for_descriptor(number, Direction::Read)?,
            Err(errno) => return Err(errno),
        }
    }
}

/// As [`read_source`]. A socket never waits by itself.
fn read_socket(row: u32, buffer: Buffer, waiting: Waiting) -> Result<Option<usize>> {
    let socket = sockets::tcp(row);
    if socket.has_ended_receiving() {
        return Ok(Some(0));
    }
    loop {
        match files::read(socket.number, &[buffer]) {
            Ok(count) => return Ok(Some(count)),
            Err(Errno::EAGAIN) if waiting == Waiting::Never => return Ok(None),
            Err(Errno::EAGAIN) => wait_for_descriptor(socket.number, Direction::Read)?,
            Err(errno) => return Err(errno),
        }
    }
}

/// Writes what the kernel takes at once, where that is all there is to it; how much.
/// Of an error, trying again will tell.
#[inline]
fn write_at_once(row: u32, buffer: Buffer) -> usize {
    match rows::way(row) {
        _ if buffer.length() == 0 => 0,
        Way::Here(number) => files::write(number, &[buffer]).unwrap_or(0),
        Way::At(number, position) => {
            let count = files::write_at(number, &[buffer], position).unwrap_or(0);
            rows::advance(row, count);
            count
        }
        Way::Other => 0,
    }
}

/// Writes everything.
fn write(row: u32, mut output: Output, buffer: Buffer) -> Streamed {
    if output.state == State::Closed {
        return Err(Failure::Closed);
    }
    #[cfg(part = "http")]
    if let Target::Http(body) = output.target {
        return http::write(body, buffer).map_err(|failure| close_body(row, output, failure));
    }
    let mut rest = buffer;
    while rest.length() > 0 {
        match write_target(&mut output.target, rest) {
            Ok(count) => rest = rest.skip(count),
            Err(errno) => return close_output(row, output, errno),
        }
    }
    if let Target::File { .. } = output.target {
        rows::set(row, Row::Output(output));
    }
    Ok(())
}

#[inline]
fn write_target(target: &mut Target, buffer: Buffer) -> Result<usize> {
    let number = match target {
        Target::Number(number) => *number,
        Target::File { descriptor, position } => {
            let number = rows::descriptor_number(*descriptor);
            match files::write_at(number, &[buffer], *position) {
                Ok(count) => {
                    *position += count as u64;
                    return Ok(count);
                }
                Err(Errno::ESPIPE) => number,
                Err(errno) => return Err(errno),
            }
        }
        Target::End { descriptor } => {
            let number = rows::descriptor_number(*descriptor);
            match files::seek(number, 0, Whence::End) {
                Ok(_) | Err(Errno::ESPIPE) => number,
                Err(errno) => return Err(errno),
            }
        }
        Target::Socket(socket) => return write_socket(*socket, buffer),
        // `write` has dealt with it.
        #[cfg(part = "http")]
        Target::Http(_) => return Err(Errno::EBADF),
    };
    loop {
        match files::write(number, &[buffer]) {
            Err(Errno::EAGAIN) => wait_for_descriptor(number, Direction::Write)?,
            result => return result,
        }
    }
}

/// What the kernel does not take at once is sent later.
fn write_socket(row: u32, buffer: Buffer) -> Result<usize> {
    let socket = sockets::tcp(row);
    if socket.has_ended_sending() {
        return Err(Errno::EPIPE);
    }
    // No more than `check-write` says may be written.
    if buffer.length() > unsent::MOST || !unsent::progress(socket.number)? {
        traps::raise(Trap::WasiMisused);
    }
    unsent::send(socket.number, buffer)?;
    Ok(buffer.length())
}

/// How much may be written at once.
fn permit(row: u32, output: Output) -> Streamed<u64> {
    match (output.state, output.target) {
        (State::Closed, _) => Err(Failure::Closed),
        (State::Open, Target::Socket(socket)) => {
            let socket = sockets::tcp(socket);
            if socket.has_ended_sending() {
                return close_output(row, output, Errno::EPIPE);
            }
            match unsent::progress(socket.number) {
                Ok(true) => Ok(unsent::MOST as u64),
                Ok(false) => Ok(0),
                Err(errno) => close_output(row, output, errno),
            }
        }
        #[cfg(part = "http")]
        (State::Open, Target::Http(body)) => match http::room(body) {
            Ok(room) => Ok(room as u64),
            Err(failure) => Err(close_body(row, output, failure)),
        },
        (State::Open, _) => Ok(PERMIT),
    }
}

/// Asks for what was written to be sent on; waits for it, if that is allowed.
fn flush(row: u32, output: Output, waiting: Waiting) -> Streamed {
    match (output.state, output.target) {
        (State::Closed, _) => Err(Failure::Closed),
        (State::Open, Target::Socket(socket)) => {
            let number = sockets::tcp(socket).number;
            let flushed = match waiting {
                Waiting::Allowed => unsent::finish(number),
                Waiting::Never => unsent::progress(number).map(drop),
            };
            flushed.or_else(|errno| close_output(row, output, errno))
        }
        #[cfg(part = "http")]
        (State::Open, Target::Http(body)) => {
            let flushed = match waiting {
                Waiting::Allowed => http::flush(body),
                Waiting::Never => http::begin_to_flush(body),
            };
            flushed.map_err(|failure| close_body(row, output, failure))
        }
        (State::Open, _) => Ok(()),
    }
}

/// Waits until all that was written before has been sent, where otherwise there is no
/// room for more.
fn make_room(row: u32, output: Output) -> Streamed {
    match output.target {
        Target::Socket(_) => flush(row, output, Waiting::Allowed),
        #[cfg(part = "http")]
        Target::Http(body) if output.state == State::Open => {
            http::wait_for_room(body).map_err(|failure| close_body(row, output, failure))
        }
        _ => Ok(()),
    }
}

/// Closes a stream after a failure. Where the other end does not want more, that is all.
#[cfg(part = "http")]
fn close_body(row: u32, output: Output, failure: Option<ErrorCode>) -> Failure {
    rows::set(row, Row::Output(Output { state: State::Closed, ..output }));
    failure.map_or(Failure::Closed, Failure::Http)
}

/// The stream is broken.
#[cold]
fn close_output<T>(row: u32, output: Output, errno: Errno) -> Streamed<T> {
    rows::set(row, Row::Output(Output { state: State::Closed, ..output }));
    // The other end does not want more.
    Err(if errno == Errno::EPIPE { Failure::Closed } else { Failure::Failed(errno) })
}

/// Calls `action` with a buffer of ours of at most as many bytes.
#[inline(never)]
fn with_space<T>(length: u64, action: &mut dyn FnMut(Buffer) -> T) -> T {
    let mut space = [const { MaybeUninit::<u8>::uninit() }; MOST_READ as usize];
    let length = length.min(MOST_READ) as usize;
    // SAFETY: it is ours, and used only until `action` returns.
    action(unsafe { Buffer::new(space.as_mut_ptr().cast(), length) })
}

#[inline(never)]
fn write_zeros(row: u32, length: u64) -> Streamed {
    let mut space = [0; MOST_READ as usize];
    let mut left = length;
    while left > 0 {
        let Row::Output(output) = rows::get(row) else { rows::wrong_row() };
        let part = left.min(MOST_READ);
        // SAFETY: the kernel only reads what is written.
        let zeros = unsafe { Buffer::new(space.as_mut_ptr(), part as usize) };
        write(row, output, zeros)?;
        left -= part;
    }
    Ok(())
}

fn check_limit(length: u64, limit: u64) {
    if length > limit {
        traps::raise(Trap::WasiMisused);
    }
}

/// The functions, by their names in the table.
pub mod functions {
    use super::*;

    /// `wasi:io/streams.input-stream.read`.
    pub fn input_stream_read(caller: Caller, stream: u32, length: u64, result: u32) {
        read_list(caller, stream, length, result, Waiting::Never);
    }

    /// `wasi:io/streams.input-stream.blocking-read`.
    pub fn input_stream_blocking_read(caller: Caller, stream: u32, length: u64, result: u32) {
        read_list(caller, stream, length, result, Waiting::Allowed);
    }

    fn read_list(caller: Caller, stream: u32, length: u64, result: u32, waiting: Waiting) {
        let slot = caller.slot::<12>(result, 4);
        let (row, input) = input(caller, stream);
        with_space(length, &mut |space| {
            slot.store(match read(row, input, space, waiting) {
                Ok(count) => {
                    // SAFETY: the kernel has written as many bytes.
                    let bytes = unsafe { core::slice::from_raw_parts(space.base(), count) };
                    let (pointer, length) = caller.list(bytes);
                    Record::new().with(4, pointer.to_le_bytes()).with(8, length.to_le_bytes()).0
                }
                Err(failure) => encode_failure(caller, failure, 4),
            });
        });
    }

    /// `wasi:io/streams.input-stream.skip`.
    pub fn input_stream_skip(caller: Caller, stream: u32, length: u64, result: u32) {
        skip(caller, stream, length, result, Waiting::Never);
    }

    /// `wasi:io/streams.input-stream.blocking-skip`.
    pub fn input_stream_blocking_skip(caller: Caller, stream: u32, length: u64, result: u32) {
        skip(caller, stream, length, result, Waiting::Allowed);
    }

    fn skip(caller: Caller, stream: u32, length: u64, result: u32, waiting: Waiting) {
        let slot = caller.slot(result, 8);
        let (row, input) = input(caller, stream);
        let skipped = with_space(length, &mut |space| read(row, input, space, waiting));
        store_count(caller, slot, skipped.map(|count| count as u64));
    }

    /// `wasi:io/streams.input-stream.subscribe`.
    pub fn input_stream_subscribe(caller: Caller, stream: u32) -> u32 {
        subscribe(caller, input(caller, stream).0)
    }

    /// `wasi:io/streams.output-stream.check-write`.
    pub fn output_stream_check_write(caller: Caller, stream: u32, result: u32) {
        let slot = caller.slot(result, 8);
        let row = output_row(caller, stream);
        if rows::writes_at_once(row) {
            return slot.store(PERMITTED);
        }
        store_count(caller, slot, permit(row, output_in(row)));
    }

    /// `wasi:io/streams.output-stream.write`.
    pub fn output_stream_write(
        caller: Caller,
        stream: u32,
        contents: u32,
        length: u32,
        result: u32,
    ) {
        check_limit(u64::from(length), PERMIT);
        write_list(caller, stream, contents, length, result, Waiting::Never);
    }

    /// `wasi:io/streams.output-stream.blocking-write-and-flush`.
    pub fn output_stream_blocking_write_and_flush(
        caller: Caller,
        stream: u32,
        contents: u32,
        length: u32,
        result: u32,
    ) {
        check_limit(u64::from(length), MOST_BLOCKING);
        write_list(caller, stream, contents, length, result, Waiting::Allowed);
    }

    fn write_list(
        caller: Caller,
        stream: u32,
        contents: u32,
        length: u32,
        result: u32,
        waiting: Waiting,
    ) {
        let slot = caller.slot(result, 4);
        let buffer = in_memory(caller.guest.buffer(contents, length));
        let row = output_row(caller, stream);
        let count = write_at_once(row, buffer);
        if count == buffer.length() && count > 0 {
            return slot.store([0; 12]);
        }
        write_rest(caller, row, buffer.skip(count), slot, waiting);
    }

    /// What [`write_at_once`] leaves.
    #[inline(never)]
    fn write_rest(caller: Caller, row: u32, rest: Buffer, slot: Slot<12>, waiting: Waiting) {
        let output = output_in(row);
        store_unit(caller, slot, around(row, output, waiting, |output| write(row, output, rest)));
    }

    /// Where a write may wait, it does so before and afterwards.
    fn around(
        row: u32,
        output: Output,
        waiting: Waiting,
        write: impl FnOnce(Output) -> Streamed,
    ) -> Streamed {
        if waiting == Waiting::Never {
            return write(output);
        }
        make_room(row, output)?;
        write(output)?;
        flush(row, output, Waiting::Allowed)
    }

    /// `wasi:io/streams.output-stream.flush`.
    pub fn output_stream_flush(caller: Caller, stream: u32, result: u32) {
        flush_stream(caller, stream, result, Waiting::Never);
    }

    fn flush_stream(caller: Caller, stream: u32, result: u32, waiting: Waiting) {
        let slot = caller.slot(result, 4);
        let row = output_row(caller, stream);
        if rows::writes_at_once(row) {
            return slot.store([0; 12]);
        }
        store_unit(caller, slot, flush(row, output_in(row), waiting));
    }

    /// `wasi:io/streams.output-stream.blocking-flush`.
    pub fn output_stream_blocking_flush(caller: Caller, stream: u32, result: u32) {
        flush_stream(caller, stream, result, Waiting::Allowed);
    }

    /// `wasi:io/streams.output-stream.subscribe`.
    pub fn output_stream_subscribe(caller: Caller, stream: u32) -> u32 {
        subscribe(caller, output(caller, stream).0)
    }

    /// `wasi:io/streams.output-stream.write-zeroes`.
    pub fn output_stream_write_zeroes(caller: Caller, stream: u32, length: u64, result: u32) {
        check_limit(length, PERMIT);
        write_zeros_to(caller, stream, length, result, Waiting::Never);
    }

    fn write_zeros_to(caller: Caller, stream: u32, length: u64, result: u32, waiting: Waiting) {
        let slot = caller.slot(result, 4);
        let (row, output) = output(caller, stream);
        store_unit(caller, slot, around(row, output, waiting, |_| write_zeros(row, length)));
    }

    /// `wasi:io/streams.output-stream.blocking-write-zeroes-and-flush`.
    pub fn output_stream_blocking_write_zeroes_and_flush(
        caller: Caller,
        stream: u32,
        length: u64,
        result: u32,
    ) {
        check_limit(length, MOST_BLOCKING);
        write_zeros_to(caller, stream, length, result, Waiting::Allowed);
    }

    /// `wasi:io/streams.output-stream.splice`.
    pub fn output_stream_splice(
        caller: Caller,
        stream: u32,
        source: u32,
        length: u64,
        result: u32,
    ) {
        splice(caller, stream, source, length, result, Waiting::Never);
    }

    /// `wasi:io/streams.output-stream.blocking-splice`.
    pub fn output_stream_blocking_splice(
        caller: Caller,
        stream: u32,
        source: u32,
        length: u64,
        result: u32,
    ) {
        splice(caller, stream, source, length, result, Waiting::Allowed);
    }

    fn splice(
        caller: Caller,
        stream: u32,
        source: u32,
        length: u64,
        result: u32,
        waiting: Waiting,
    ) {
        let slot = caller.slot(result, 8);
        let (output_row, output) = output(caller, stream);
        let (input_row, input) = input(caller, source);
        let moved = with_space(length, &mut |space| {
            match waiting {
                Waiting::Allowed => make_room(output_row, output)?,
                Waiting::Never if permit(output_row, output)? == 0 => return Ok(0),
                Waiting::Never => {}
            }
            let count = read(input_row, input, space, waiting)?;
            // SAFETY: the kernel has written as many bytes.
            let filled = unsafe { Buffer::new(space.base(), count) };
            write(output_row, output, filled)?;
            Ok(count as u64)
        });
        store_count(caller, slot, moved);
    }
}
