//! Reads back from an executable what the compiler noted in it and what it may
//! do, whether or not it was stripped.

use object::LittleEndian;
use object::read::elf::ElfFile64;
use object::{Object, ObjectSection, ObjectSegment};

use super::NOTES_SECTION;
use crate::link::{self, Found};

/// The lines of `key: value` in one of our executables.
pub fn read_notes(file: &[u8]) -> Option<&str> {
    notes(&parse(file)?)
}

/// What one of our executables says of itself, found as its runtime finds it:
/// through the program descriptor.
pub fn read_program(file: &[u8]) -> Option<Found<'_>> {
    let elf = parse(file)?;
    link::find(notes(&elf)?, |address, length| {
        elf.segments().find_map(|segment| segment.data_range(address, length).ok().flatten())
    })
}

fn parse(file: &[u8]) -> Option<ElfFile64<'_, LittleEndian>> {
    ElfFile64::parse(file).ok()
}

fn notes<'a>(elf: &ElfFile64<'a, LittleEndian>) -> Option<&'a str> {
    std::str::from_utf8(elf.section_by_name(NOTES_SECTION)?.data().ok()?).ok()
}
