//! Functions that the kernel puts into every process, for what needs no system
//! call. Source: vdso(7), and System V ABI, "Program Header" and "Dynamic Linking".
//!
//! # Safety
//! The kernel makes these tables, and nobody changes them.

use core::ffi::CStr;

/// The part of a file's header that is of interest.
#[repr(C)]
struct Header {
    identification: [u8; 16],
    kind_and_machine: [u16; 2],
    version: u32,
    entry: u64,
    /// Where the segments are described, from the header.
    segments: u64,
    sections: u64,
    flags: u32,
    header_size: u16,
    segment_size: u16,
    segment_count: u16,
}

#[repr(C)]
struct Segment {
    kind: u32,
    flags: u32,
    /// In the file, which is what is in memory.
    offset: u64,
    address: u64,
    other_address: u64,
    sizes: [u64; 2],
    alignment: u64,
}

#[repr(C)]
struct Symbol {
    /// Distance from the start of the names.
    name: u32,
    kind: u8,
    visibility: u8,
    /// 0 where it is defined elsewhere.
    section: u16,
    address: u64,
    size: u64,
}

/// The address of a function.
///
/// # Safety
/// `base` is where the kernel says that its functions are.
pub unsafe fn find(base: usize, name: &CStr) -> Option<usize> {
    const LOADED: u32 = 1;
    const DYNAMIC: u32 = 2;
    // SAFETY: by our caller's promise, here and below.
    let header = unsafe { &*(base as *const Header) };
    let first = (base + header.segments as usize) as *const Segment;
    let (mut bias, mut tables) = (None, None);
    for index in 0..usize::from(header.segment_count) {
        // SAFETY: there are so many.
        let segment = unsafe { &*first.add(index) };
        match segment.kind {
            LOADED if bias.is_none() => {
                bias = Some(
                    base.wrapping_add(segment.offset as usize)
                        .wrapping_sub(segment.address as usize),
                );
            }
            DYNAMIC => tables = Some(base.wrapping_add(segment.offset as usize)),
            _ => {}
        }
    }
    let (bias, tables) = (bias?, tables?);
    let (mut names, mut symbols) = (0, 0);
    let mut entry = tables as *const [u64; 2];
    loop {
        // SAFETY: the table ends with an entry of kind 0.
        match unsafe { *entry } {
            [0, _] => break,
            [5, address] => names = bias.wrapping_add(address as usize),
            [6, address] => symbols = bias.wrapping_add(address as usize),
            _ => {}
        }
        entry = entry.wrapping_add(1);
    }
    // The names follow the symbols, which tells how many of these there are.
    let count = names.checked_sub(symbols)? / size_of::<Symbol>();
    for index in 0..count.min(MOST) {
        // SAFETY: there are so many.
        let symbol = unsafe { &*(symbols as *const Symbol).add(index) };
        if symbol.section == 0 {
            continue;
        }
        let text = names.wrapping_add(symbol.name as usize) as *const core::ffi::c_char;
        // SAFETY: names end with a NUL.
        if unsafe { CStr::from_ptr(text) } == name {
            return Some(bias.wrapping_add(symbol.address as usize));
        }
    }
    None
}

/// More functions than there have ever been: they are a dozen.
const MOST: usize = 1000;
