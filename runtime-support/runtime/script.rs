//! The flavour for test scripts: calls entries as it is told on standard input
//! and answers on standard output, until the input ends. Numbers are
//! little-endian.
//!
//! A request is `entry: u32, count: u32` and `count` argument values of 16 bytes
//! each; an answer is `status: u32, count: u32` and `count` result values.
//! Status 0 means that the call returned; then all places of the entry come
//! back, so `count` is [`EntryPoint::values`]. Otherwise the status is 1 and the
//! number of the trap, and there are no values.
//!
//! [`EntryPoint::values`]: crate::abi::descriptor::EntryPoint
//!
//! # Safety
//! The buffers are statics, because they are large; only [`run`] has them.
#![allow(unsafe_code)]

use crate::abi::traps::Trap;
use crate::entry;
use crate::exports::Kept;
use crate::message::report;
use crate::program;
use crate::sys::process::{exit_group, read, write_all};
use crate::traps;

/// A function can have 1000 parameters and 1000 results, not both at once in
/// the same places. Source: WebAssembly JavaScript Interface, "Implementation
/// Limits".
const MAXIMUM_VALUES: usize = 1024;
const HEADER: usize = 8;
const VALUE: usize = crate::abi::records::VALUE_SIZE;

struct Buffers {
    values: [u128; MAXIMUM_VALUES],
    input: Input,
    output: Output,
}

pub fn run() -> ! {
    #[unsafe(link_section = ".bss.large")]
    static mut BUFFERS: Buffers =
        Buffers { values: [0; MAXIMUM_VALUES], input: Input::EMPTY, output: Output::EMPTY };
    let buffers = &raw mut BUFFERS;
    // SAFETY: this function is called once.
    let Buffers { values, input, output } = unsafe { &mut *buffers };

    while let Some(header) = input.take(HEADER, output) {
        let (number, count) = (word(header, 0), word(header, 4) as usize);
        let Some(entry) = program::entries().get(number as usize) else {
            refuse("the script calls an entry that does not exist")
        };
        let places = entry.values as usize;
        if places > MAXIMUM_VALUES || count > places {
            refuse("the script calls an entry with too many values")
        }
        let Some(arguments) = input.take(count * VALUE, output) else { break };
        for (place, bytes) in values.iter_mut().zip(arguments.chunks_exact(VALUE)) {
            *place = bytes.try_into().map_or(0, u128::from_le_bytes);
        }
        match entry::call(entry, values) {
            Ok(()) => {
                output.put(&0u32.to_le_bytes());
                output.put(&(places as u32).to_le_bytes());
                for value in values.iter().take(places) {
                    output.put(&value.to_le_bytes());
                }
            }
            Err(trap) => {
                output.put(&(1 + trap as u32).to_le_bytes());
                output.put(&0u32.to_le_bytes());
            }
        }
    }
    output.flush();
    exit_group(0)
}

/// Stops the running call by a trap, as host functions do. For tests.
#[unsafe(no_mangle)]
extern "C" fn script_raise(trap: u8) -> ! {
    traps::raise(Trap::from_number(trap).unwrap_or(Trap::Unreachable))
}

/// Calls an entry without values from within a call, as host functions may.
/// Returns the status of an answer. For tests.
#[unsafe(no_mangle)]
extern "C" fn script_call(number: u32) -> u32 {
    let Some(entry) = program::entries().get(number as usize) else {
        refuse("the script calls an entry that does not exist")
    };
    entry::call(entry, &mut []).map_or_else(|trap| 1 + trap as u32, |()| 0)
}

/// The linker script keeps this section.
#[used]
#[unsafe(link_section = ".rodata.kept")]
static FOR_TESTS: [Kept; 2] = [Kept(script_raise as *const ()), Kept(script_call as *const ())];

fn word(bytes: &[u8], offset: usize) -> u32 {
    let bytes = bytes.get(offset..).and_then(<[u8]>::first_chunk);
    bytes.map_or(0, |bytes| u32::from_le_bytes(*bytes))
}

fn refuse(reason: &str) -> ! {
    report(&|message| {
        message.text(reason);
    });
    exit_group(1)
}

/// Standard input, read in large pieces.
struct Input {
    bytes: [u8; 64 << 10],
    /// Where the unused bytes begin and end.
    start: usize,
    end: usize,
}

impl Input {
    const EMPTY: Input = Input { bytes: [0; 64 << 10], start: 0, end: 0 };

    /// The next `count` bytes, or `None` at the end of the input. What was
    /// answered goes out before this waits: the other side may wait for it.
    fn take(&mut self, count: usize, output: &mut Output) -> Option<&[u8]> {
        if self.end - self.start < count {
            self.bytes.copy_within(self.start..self.end, 0);
            self.end -= self.start;
            self.start = 0;
        }
        while self.end - self.start < count {
            output.flush();
            match read(0, self.bytes.get_mut(self.end..)?) {
                Ok(0) | Err(_) => return None,
                Ok(read) => self.end += read,
            }
        }
        let start = self.start;
        self.start += count;
        self.bytes.get(start..start + count)
    }
}

/// Standard output, written in large pieces.
struct Output {
    bytes: [u8; 64 << 10],
    /// How many are in use.
    length: usize,
}

impl Output {
    const EMPTY: Output = Output { bytes: [0; 64 << 10], length: 0 };

    fn put(&mut self, bytes: &[u8]) {
        if self.bytes.len() - self.length < bytes.len() {
            self.flush();
        }
        if let Some(place) = self.bytes.get_mut(self.length..self.length + bytes.len()) {
            place.copy_from_slice(bytes);
            self.length += bytes.len();
        }
    }

    fn flush(&mut self) {
        if write_all(1, self.bytes.get(..self.length).unwrap_or_default()).is_err() {
            refuse("cannot write the script's results");
        }
        self.length = 0;
    }
}
