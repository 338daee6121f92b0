//! Strings, in the encoding of the component.

use super::Caller;
use super::caller::in_memory;
use crate::abi::traps::Trap;
use crate::host::Result;
use crate::host::path::{PATH_MAX, Path};
use crate::sys::Errno;
use crate::traps;

const UTF8: u8 = 0;
const UTF16: u8 = 1;

/// In a length, says that the string is in UTF-16.
const UTF16_TAG: u32 = 1 << 31;

/// Stores a text in the program's memory: address and length. Where it is no UTF-8,
/// replacement characters stand.
pub fn store(caller: Caller, text: &[u8]) -> (u32, u32) {
    if caller.encoding() == UTF8 && core::str::from_utf8(text).is_ok() {
        return caller.list(text);
    }
    let mut utf8 = 0;
    let mut utf16 = 0;
    let mut is_latin1 = true;
    for char in chars(text) {
        utf8 += char.len_utf8();
        utf16 += char.len_utf16();
        is_latin1 &= u32::from(char) < 0x100;
    }
    let (unit, length, align, tag) = match caller.encoding() {
        UTF8 => (1, utf8, 1, 0),
        UTF16 => (2, utf16, 2, 0),
        _ if is_latin1 => (1, utf16, 2, 0),
        _ => (2, utf16, 2, UTF16_TAG),
    };
    let pointer = caller.allocate(length * unit, align);
    let mut at = pointer;
    let mut put = |bytes: &[u8]| {
        caller.store_bytes(at, bytes);
        at += bytes.len() as u32;
    };
    for char in chars(text) {
        if caller.encoding() == UTF8 {
            put(char.encode_utf8(&mut [0; 4]).as_bytes());
        } else if unit == 1 {
            put(&[u32::from(char) as u8]);
        } else {
            for unit in char.encode_utf16(&mut [0; 2]) {
                put(&unit.to_le_bytes());
            }
        }
    }
    (pointer, length as u32 | tag)
}

/// As [`store`], of what must be UTF-8: names that are told can be used.
pub fn store_exactly(caller: Caller, text: &[u8]) -> Result<(u32, u32)> {
    match core::str::from_utf8(text) {
        Ok(_) => Ok(store(caller, text)),
        Err(_) => Err(Errno::EILSEQ),
    }
}

fn chars(text: &[u8]) -> impl Iterator<Item = char> {
    text.utf8_chunks().flat_map(|chunk| {
        let replacement = (!chunk.invalid().is_empty()).then_some(char::REPLACEMENT_CHARACTER);
        chunk.valid().chars().chain(replacement)
    })
}

/// How a string lies in the program's memory.
#[cfg(part = "http")]
pub struct Layout {
    pub unit: Unit,
    /// All of it.
    pub bytes: u32,
}

#[cfg(part = "http")]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unit {
    Utf8,
    Latin1,
    Utf16,
}

#[cfg(part = "http")]
impl Layout {
    /// A trap where it cannot lie there.
    pub fn of(caller: Caller, pointer: u32, length: u32) -> Layout {
        let (unit, length) = match caller.encoding() {
            UTF8 => return Layout { unit: Unit::Utf8, bytes: length },
            UTF16 => (Unit::Utf16, length),
            _ if length & UTF16_TAG != 0 => (Unit::Utf16, length & !UTF16_TAG),
            _ => (Unit::Latin1, length),
        };
        if !pointer.is_multiple_of(2) {
            traps::raise(Trap::UnalignedPointer);
        }
        let size = if unit == Unit::Utf16 { 2 } else { 1 };
        match length.checked_mul(size) {
            Some(bytes) => Layout { unit, bytes },
            None => traps::raise(Trap::StringOutOfBounds),
        }
    }
}

/// Copies a path out of the program's memory. A trap where it is not in there, or
/// not in the encoding.
pub fn load_path(caller: Caller, path: &mut Path, pointer: u32, length: u32) -> Result {
    match caller.encoding() {
        UTF8 => load_utf8(caller, path, pointer, length),
        encoding => load_other(caller, path, pointer, length, encoding),
    }
}

fn load_utf8(caller: Caller, path: &mut Path, pointer: u32, length: u32) -> Result {
    in_memory(caller.guest.buffer(pointer, length));
    path.fill(length as usize, &mut |space| caller.guest.copy_bytes(pointer, space))?;
    if core::str::from_utf8(path.bytes()).is_err() {
        traps::raise(Trap::InvalidUtf8);
    }
    Ok(())
}

#[inline(never)]
fn load_other(caller: Caller, path: &mut Path, pointer: u32, length: u32, encoding: u8) -> Result {
    if !pointer.is_multiple_of(2) {
        traps::raise(Trap::UnalignedPointer);
    }
    let is_utf16 = encoding == UTF16 || length & UTF16_TAG != 0;
    let length = if encoding == UTF16 { length } else { length & !UTF16_TAG };
    let unit = if is_utf16 { 2 } else { 1 };
    let Some(bytes) = length.checked_mul(unit) else { traps::raise(Trap::StringOutOfBounds) };
    in_memory(caller.guest.buffer(pointer, bytes));
    if length as usize >= PATH_MAX {
        return Err(Errno::ENAMETOOLONG);
    }
    let units = (0..length).map(|index| {
        let at = pointer + index * unit;
        match is_utf16 {
            true => u16::from_le_bytes(in_memory(caller.guest.load(at))),
            false => {
                let [byte] = in_memory(caller.guest.load(at));
                u16::from(byte)
            }
        }
    });
    let mut text = [0; PATH_MAX];
    let mut used = 0;
    for char in char::decode_utf16(units) {
        let Ok(char) = char else { traps::raise(Trap::InvalidUtf16) };
        let place = text.get_mut(used..used + char.len_utf8()).ok_or(Errno::ENAMETOOLONG)?;
        char.encode_utf8(place);
        used += char.len_utf8();
    }
    path.fill_from(text.get(..used).unwrap_or_default())
}
