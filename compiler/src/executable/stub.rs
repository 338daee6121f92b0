//! Reads the runtime's stub: a static executable that needs no relocation.

use object::LittleEndian;
use object::elf::{self, FileHeader64};
use object::read::elf::{ElfFile64, FileHeader, ProgramHeader};
use object::{Object, ObjectSymbol};

use crate::error::{Error, Result};
use crate::link::{ImageSymbol, Machine, Permissions, Stub, StubSegment, SymbolKind};

/// Reads a stub, whose bytes stay where they are.
///
/// # Errors
/// A stub that is no static executable of the kind we build, a bug of ours.
pub fn read_stub(bytes: &'static [u8]) -> Result<Stub> {
    let file = ElfFile64::<LittleEndian>::parse(bytes).map_err(broken)?;
    let header = file.elf_header();
    if header.e_type(LittleEndian) != elf::ET_EXEC {
        return Err(broken("it is no executable of fixed addresses"));
    }
    let mut segments = Vec::new();
    for program_header in file.elf_program_headers() {
        match program_header.p_type(LittleEndian) {
            elf::PT_LOAD => segments.extend(segment(program_header, bytes, headers_end(header))?),
            elf::PT_DYNAMIC | elf::PT_INTERP | elf::PT_TLS => {
                return Err(broken("it needs a dynamic linker or thread-local storage"));
            }
            _ => {}
        }
    }
    segments.sort_by_key(|segment| segment.address);
    let mut symbols: Vec<_> = file.symbols().filter_map(|found| symbol(&found)).collect();
    symbols.sort_by_key(|symbol| symbol.address);
    let machine =
        Machine { number: header.e_machine(LittleEndian), flags: header.e_flags(LittleEndian) };
    Ok(Stub::new(machine, segments, symbols, header.e_entry(LittleEndian)))
}

fn broken(reason: impl std::fmt::Display) -> Error {
    Error::internal(format!("the runtime's stub cannot be used: {reason}"))
}

/// Where in the file the ELF header and the program headers behind it end. A
/// linker puts them into the first segment; ours replace them.
fn headers_end(header: &FileHeader64<LittleEndian>) -> u64 {
    let end = u64::from(header.e_ehsize.get(LittleEndian));
    let count = u64::from(header.e_phnum.get(LittleEndian));
    let size = u64::from(header.e_phentsize.get(LittleEndian));
    if header.e_phoff.get(LittleEndian) == end { end + count * size } else { end }
}

/// A loaded segment, if anything is in it besides the headers.
fn segment(
    header: &elf::ProgramHeader64<LittleEndian>,
    file: &'static [u8],
    headers_end: u64,
) -> Result<Option<StubSegment>> {
    let bytes =
        header.data(LittleEndian, file).map_err(|()| broken("a segment is outside of the file"))?;
    let skipped = headers_end.saturating_sub(header.p_offset(LittleEndian)).min(bytes.len() as u64);
    let memory_size = header.p_memsz(LittleEndian).saturating_sub(skipped);
    if memory_size == 0 {
        return Ok(None);
    }
    let (name, permissions) =
        match header.p_flags(LittleEndian) & (elf::PF_R | elf::PF_W | elf::PF_X) {
            flags if flags == elf::PF_R => (".rodata", Permissions::Read),
            flags if flags == elf::PF_R | elf::PF_W => (".data", Permissions::ReadWrite),
            flags if flags == elf::PF_R | elf::PF_X => (".text", Permissions::ReadExecute),
            flags => return Err(broken(format!("a segment has permissions {flags:#x}"))),
        };
    Ok(Some(StubSegment {
        name,
        address: header.p_vaddr(LittleEndian) + skipped,
        bytes: &bytes[skipped as usize..],
        memory_size,
        permissions,
    }))
}

/// A function or an object of the runtime.
fn symbol(found: &impl ObjectSymbol<'static>) -> Option<ImageSymbol<'static>> {
    let kind = match found.kind() {
        object::SymbolKind::Text => SymbolKind::Function,
        object::SymbolKind::Data => SymbolKind::Data,
        _ => return None,
    };
    let name = found.name().ok().filter(|name| !name.is_empty() && found.is_definition())?;
    Some(ImageSymbol { name: name.into(), address: found.address(), size: found.size(), kind })
}
