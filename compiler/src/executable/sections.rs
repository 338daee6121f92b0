//! Section headers: names for stretches of the file, for debuggers and tools.
//! The kernel does not read them.

use std::ops::Range;

use object::LittleEndian;
use object::elf::{self, SectionHeader64};
use object::endian::{U32, U64};
use object::pod::bytes_of;

use super::write::align;
use crate::link::{PAGE, Permissions, Segment};

const LE: LittleEndian = LittleEndian;

/// The sections so far, without the first, which is always empty, and the last,
/// which holds the names.
#[derive(Debug, Default)]
pub struct Sections {
    sections: Vec<Section>,
}

/// One section, in our terms.
#[derive(Debug, Default)]
pub struct Section {
    pub name: &'static str,
    pub kind: u32,
    pub flags: u64,
    /// 0 where it is not loaded.
    pub address: u64,
    pub offset: u64,
    pub size: u64,
    pub link: u32,
    pub info: u32,
    pub alignment: u64,
    pub entry_size: u64,
}

impl Sections {
    pub const HEADER_SIZE: usize = size_of::<SectionHeader64<LittleEndian>>();

    /// Adds the sections of a segment: what `unwind` covers and the zeros behind
    /// the file's bytes have their own.
    pub fn add_segment(&mut self, segment: &Segment, unwind: Option<&Range<u64>>) {
        let flags = elf::SHF_ALLOC
            | match segment.permissions {
                Permissions::Read => 0,
                Permissions::ReadWrite => elf::SHF_WRITE,
                Permissions::ReadExecute => elf::SHF_EXECINSTR,
            };
        let (offset, file_size) = (segment.bytes.start as u64, segment.bytes.len() as u64);
        let bytes = segment.address..segment.address + file_size;
        let mut add = |name, kind, range: Range<u64>| {
            if !range.is_empty() {
                self.sections.push(Section {
                    name,
                    kind,
                    flags: flags.into(),
                    address: range.start,
                    offset: offset + (range.start - segment.address).min(file_size),
                    size: range.end - range.start,
                    alignment: 1 << range.start.trailing_zeros().min(PAGE.trailing_zeros()),
                    ..Section::default()
                });
            }
        };
        match unwind.filter(|unwind| bytes.contains(&unwind.start)) {
            Some(unwind) => {
                add(segment.name, elf::SHT_PROGBITS, bytes.start..unwind.start);
                add(".eh_frame", elf::SHT_PROGBITS, unwind.clone());
                add(segment.name, elf::SHT_PROGBITS, unwind.end..bytes.end);
            }
            None => add(segment.name, elf::SHT_PROGBITS, bytes.clone()),
        }
        add(".bss", elf::SHT_NOBITS, bytes.end..segment.range().end.max(bytes.end));
    }

    /// Adds a section that is not loaded.
    pub fn add_unloaded(&mut self, name: &'static str, offset: u64, size: u64) {
        let kind = elf::SHT_PROGBITS;
        self.add(Section { name, kind, offset, size, alignment: 1, ..Section::default() });
    }

    /// Adds any section and returns its number.
    pub fn add(&mut self, section: Section) -> u32 {
        self.sections.push(section);
        self.sections.len() as u32
    }

    /// Says that a section belongs to another one.
    pub fn link(&mut self, section: u32, to: u32) {
        self.sections[section as usize - 1].link = to;
    }

    /// The number of the section that an address is in. Only sections of
    /// segments are considered, which come in ascending order.
    pub fn containing(&self, address: u64) -> Option<u16> {
        let loaded = self
            .sections
            .partition_point(|section| section.address != 0 && section.address <= address);
        let section = &self.sections[loaded.checked_sub(1)?];
        (address - section.address < section.size).then_some(loaded as u16)
    }

    /// Appends the names and the headers. Returns the offset of the headers and
    /// their number.
    pub fn append(mut self, file: &mut Vec<u8>) -> (u64, u16) {
        const NAME: &str = ".shstrtab";
        let offset = file.len() as u64;
        self.add(Section {
            name: NAME,
            kind: elf::SHT_STRTAB,
            offset,
            alignment: 1,
            ..Section::default()
        });
        file.push(0);
        let mut name_offsets = vec![0];
        for section in &self.sections {
            name_offsets.push((file.len() as u64 - offset) as u32);
            file.extend_from_slice(section.name.as_bytes());
            file.push(0);
        }
        if let Some(names) = self.sections.last_mut() {
            names.size = file.len() as u64 - offset;
        }
        let headers = align(file, 8);
        for (section, name) in [Section::default()].iter().chain(&self.sections).zip(name_offsets) {
            file.extend_from_slice(bytes_of(&section.header(name)));
        }
        (headers, self.sections.len() as u16 + 1)
    }
}

impl Section {
    fn header(&self, name: u32) -> SectionHeader64<LittleEndian> {
        SectionHeader64 {
            sh_name: U32::new(LE, name),
            sh_type: U32::new(LE, self.kind),
            sh_flags: U64::new(LE, self.flags),
            sh_addr: U64::new(LE, self.address),
            sh_offset: U64::new(LE, self.offset),
            sh_size: U64::new(LE, self.size),
            sh_link: U32::new(LE, self.link),
            sh_info: U32::new(LE, self.info),
            sh_addralign: U64::new(LE, self.alignment),
            sh_entsize: U64::new(LE, self.entry_size),
        }
    }
}
