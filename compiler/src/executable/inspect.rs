//! Reads back from an executable what the compiler noted in it and what it may
//! do, whether or not it was stripped.

use object::LittleEndian;
use object::read::elf::ElfFile64;
use object::{Object, ObjectSection, ObjectSegment};

use super::NOTES_SECTION;
use crate::link;

/// The lines of `key: value` in one of our executables.
pub fn read_notes(file: &[u8]) -> Option<&str> {
    notes(&parse(file)?)
}

/// The encoded capabilities in one of our executables, found as its runtime
/// finds them: through the program descriptor.
pub fn read_capabilities(file: &[u8]) -> Option<&[u8]> {
    let elf = parse(file)?;
    link::read_capabilities(notes(&elf)?, |address, length| {
        elf.segments().find_map(|segment| segment.data_range(address, length).ok().flatten())
    })
}

/// What the executable is locked down to, found in the same way.
pub fn read_lockdown(file: &[u8]) -> Option<link::Lockdown> {
    let elf = parse(file)?;
    link::read_lockdown(notes(&elf)?, |address, length| {
        elf.segments().find_map(|segment| segment.data_range(address, length).ok().flatten())
    })
}

fn parse(file: &[u8]) -> Option<ElfFile64<'_, LittleEndian>> {
    ElfFile64::parse(file).ok()
}

fn notes<'a>(elf: &ElfFile64<'a, LittleEndian>) -> Option<&'a str> {
    std::str::from_utf8(elf.section_by_name(NOTES_SECTION)?.data().ok()?).ok()
}
