//! Writes an image as a static ELF executable.
//!
//! In the file follow each other: the ELF header, the segments, the program
//! headers, and what is not loaded. The program headers come late because the
//! stub's first segment leaves no room for them; a kernel reads them
//! from wherever the header says.
//!
//! The layouts are those that Linux 4.18 loads. Its `load_elf_binary` maps a
//! segment's file pages first and its zero pages when it comes to the next
//! segment, so segments stand in ascending order and in pages of their own; it
//! does well with zeros behind file bytes, but not with segments of zeros
//! alone that begin inside a page, so none has that form.

use object::LittleEndian;
use object::elf::{self, FileHeader64, ProgramHeader64};
use object::endian::{U16, U32, U64};
use object::pod::{bytes_of, bytes_of_slice};

use super::sections::Sections;
use super::{NOTES_SECTION, symbols};
use crate::error::{Error, Result};
use crate::link::{HEAD_ROOM, Image, PAGE, Permissions, Segment};

const LE: LittleEndian = LittleEndian;
const _: () = assert!(HEAD_ROOM == size_of::<FileHeader64<LittleEndian>>());
const PROGRAM_HEADER_SIZE: usize = size_of::<ProgramHeader64<LittleEndian>>();

/// Linux reads program headers up to a page's worth in total.
const MOST_PROGRAM_HEADERS: usize = PAGE as usize / PROGRAM_HEADER_SIZE;

/// Makes the image the executable. Its bytes are not copied.
///
/// # Errors
/// More segments than a kernel loads.
pub fn write(image: Image<'_>) -> Result<Vec<u8>> {
    // One for each segment, and one for the stack.
    if image.segments.len() + 1 > MOST_PROGRAM_HEADERS {
        return Err(Error::limit(format!(
            "the program has {} segments, more than the {} that Linux loads",
            image.segments.len(),
            MOST_PROGRAM_HEADERS - 1
        )));
    }
    let mut sections = Sections::default();
    let mut program_headers = Vec::with_capacity(image.segments.len() + 1);
    for segment in &image.segments {
        program_headers.push(load_header(segment));
        sections.add_segment(segment, image.unwind.as_ref());
    }
    program_headers.push(stack_header());

    // The image is laid out as a file is to be mapped.
    let mut file = image.bytes;
    let program_headers_offset = align(&mut file, 8);
    file.extend_from_slice(bytes_of_slice(&program_headers));
    if !image.notes.is_empty() {
        let offset = file.len() as u64;
        file.extend_from_slice(image.notes.as_bytes());
        sections.add_unloaded(NOTES_SECTION, offset, image.notes.len() as u64);
    }
    if !image.symbols.is_empty() {
        symbols::append(&mut file, &mut sections, &image.symbols);
    }
    let (section_headers_offset, section_count) = sections.append(&mut file);

    let header = FileHeader64 {
        e_ident: identification(),
        e_type: U16::new(LE, elf::ET_EXEC),
        e_machine: U16::new(LE, image.machine.number),
        e_version: U32::new(LE, elf::EV_CURRENT.into()),
        e_entry: U64::new(LE, image.entry),
        e_phoff: U64::new(LE, program_headers_offset),
        e_shoff: U64::new(LE, section_headers_offset),
        e_flags: U32::new(LE, image.machine.flags),
        e_ehsize: U16::new(LE, HEAD_ROOM as u16),
        e_phentsize: U16::new(LE, PROGRAM_HEADER_SIZE as u16),
        e_phnum: U16::new(LE, program_headers.len() as u16),
        e_shentsize: U16::new(LE, Sections::HEADER_SIZE as u16),
        e_shnum: U16::new(LE, section_count),
        // The names come last.
        e_shstrndx: U16::new(LE, section_count - 1),
    };
    file[..HEAD_ROOM].copy_from_slice(bytes_of(&header));
    Ok(file)
}

/// Appends zeros up to a multiple of `alignment` and returns that offset.
pub(super) fn align(file: &mut Vec<u8>, alignment: u64) -> u64 {
    let offset = file.len().next_multiple_of(alignment as usize);
    file.resize(offset, 0);
    offset as u64
}

fn load_header(segment: &Segment) -> ProgramHeader64<LittleEndian> {
    let flags = match segment.permissions {
        Permissions::Read => elf::PF_R,
        Permissions::ReadWrite => elf::PF_R | elf::PF_W,
        Permissions::ReadExecute => elf::PF_R | elf::PF_X,
    };
    ProgramHeader64 {
        p_type: U32::new(LE, elf::PT_LOAD),
        p_flags: U32::new(LE, flags),
        p_offset: U64::new(LE, segment.bytes.start as u64),
        p_vaddr: U64::new(LE, segment.address),
        p_paddr: U64::new(LE, segment.address),
        p_filesz: U64::new(LE, segment.bytes.len() as u64),
        p_memsz: U64::new(LE, segment.memory_size),
        p_align: U64::new(LE, PAGE),
    }
}

/// Keeps the kernel's stack from being executable.
fn stack_header() -> ProgramHeader64<LittleEndian> {
    ProgramHeader64 {
        p_type: U32::new(LE, elf::PT_GNU_STACK),
        p_flags: U32::new(LE, elf::PF_R | elf::PF_W),
        p_offset: U64::new(LE, 0),
        p_vaddr: U64::new(LE, 0),
        p_paddr: U64::new(LE, 0),
        p_filesz: U64::new(LE, 0),
        p_memsz: U64::new(LE, 0),
        p_align: U64::new(LE, 16),
    }
}

fn identification() -> elf::Ident {
    elf::Ident {
        magic: elf::ELFMAG,
        class: elf::ELFCLASS64,
        data: elf::ELFDATA2LSB,
        version: elf::EV_CURRENT,
        os_abi: elf::ELFOSABI_SYSV,
        abi_version: 0,
        padding: [0; 7],
    }
}
