//! Texts and lists of bytes of a component, copied.

use alloc::vec::Vec;

use crate::abi::traps::Trap;
use crate::guest::record::Record;
use crate::preview2::Caller;
use crate::preview2::caller::in_memory;
use crate::preview2::text;
use crate::traps;

/// The bytes of a list.
pub fn bytes(caller: Caller, pointer: u32, length: u32) -> Vec<u8> {
    let mut copy = Vec::new();
    in_memory(caller.guest.buffer(pointer, length)).append_to(&mut copy);
    copy
}

/// The text of a string, in UTF-8. A trap where it is not in its encoding.
pub fn string(caller: Caller, pointer: u32, length: u32) -> Vec<u8> {
    let layout = text::Layout::of(caller, pointer, length);
    let copy = bytes(caller, pointer, layout.bytes);
    match layout.unit {
        text::Unit::Utf8 if core::str::from_utf8(&copy).is_ok() => copy,
        text::Unit::Utf8 => traps::raise(Trap::InvalidUtf8),
        text::Unit::Latin1 => encode(copy.iter().map(|&byte| u16::from(byte))),
        text::Unit::Utf16 => {
            let units = copy.as_chunks::<2>().0.iter();
            encode(units.map(|&unit| u16::from_le_bytes(unit)))
        }
    }
}

fn encode(units: impl Iterator<Item = u16>) -> Vec<u8> {
    let mut text = Vec::new();
    for char in char::decode_utf16(units) {
        let Ok(char) = char else { traps::raise(Trap::InvalidUtf16) };
        text.extend_from_slice(char.encode_utf8(&mut [0; 4]).as_bytes());
    }
    text
}

/// `list<list<u8>>`.
pub fn lists(caller: Caller, pointer: u32, count: u32) -> Vec<Vec<u8>> {
    records::<8>(caller, pointer, count)
        .map(|record| bytes(caller, word(&record, 0), word(&record, 4)))
        .collect()
}

/// Records of `N` bytes in a list, with an alignment of 4.
pub fn records<const N: usize>(
    caller: Caller,
    pointer: u32,
    count: u32,
) -> impl Iterator<Item = [u8; N]> {
    if !pointer.is_multiple_of(4) {
        traps::raise(Trap::UnalignedPointer);
    }
    let Some(length) = count.checked_mul(N as u32) else { traps::raise(Trap::ListOutOfBounds) };
    in_memory(caller.guest.buffer(pointer, length));
    (0..count).map(move |index| in_memory(caller.guest.load(pointer + index * N as u32)))
}

/// Four bytes of a record.
pub fn word<const N: usize>(record: &[u8; N], offset: usize) -> u32 {
    u32::from_le_bytes(crate::guest::record::field(record, offset))
}

/// Stores `option<string>`.
pub fn store_option(caller: Caller, result: u32, text: Option<&[u8]>) {
    let slot = caller.slot::<12>(result, 4);
    slot.store(match text {
        None => [0; 12],
        Some(text) => {
            let (pointer, length) = text::store(caller, text);
            Record::new()
                .with(0, [1])
                .with(4, pointer.to_le_bytes())
                .with(8, length.to_le_bytes())
                .0
        }
    });
}
