//! `.symtab` and `.strtab`: where debuggers and profilers find names.

use object::LittleEndian;
use object::elf::{self, Sym64};
use object::endian::{U16, U32, U64};
use object::pod::bytes_of;

use super::sections::{Section, Sections};
use super::write::align;
use crate::link::{ImageSymbol, SymbolKind};

const LE: LittleEndian = LittleEndian;

pub const SYMBOL_SIZE: usize = size_of::<Sym64<LittleEndian>>();

/// Appends the symbols, which are sorted by address, and their names. All are
/// local: nothing will be linked to them, and names may occur more than once.
pub fn append(file: &mut Vec<u8>, sections: &mut Sections, symbols: &[ImageSymbol<'_>]) {
    let offset = align(file, 8);
    file.resize(file.len() + SYMBOL_SIZE, 0);
    // Offset 0 in the names is the empty name.
    let mut names = vec![0];
    for symbol in symbols {
        let kind = match symbol.kind {
            SymbolKind::Function => elf::STT_FUNC,
            SymbolKind::Data => elf::STT_OBJECT,
        };
        let header = Sym64 {
            st_name: U32::new(LE, append_name(&mut names, &symbol.name)),
            st_info: (elf::STB_LOCAL << 4) | kind,
            st_other: elf::STV_DEFAULT,
            st_shndx: U16::new(LE, sections.containing(symbol.address).unwrap_or(elf::SHN_ABS)),
            st_value: U64::new(LE, symbol.address),
            st_size: U64::new(LE, symbol.size),
        };
        file.extend_from_slice(bytes_of(&header));
    }
    let size = file.len() as u64 - offset;
    let names_offset = file.len() as u64;
    file.extend_from_slice(&names);
    let table = sections.add(Section {
        name: ".symtab",
        kind: elf::SHT_SYMTAB,
        offset,
        size,
        // The number of local symbols, the empty one included.
        info: symbols.len() as u32 + 1,
        alignment: 8,
        entry_size: SYMBOL_SIZE as u64,
        ..Section::default()
    });
    sections.link(table, table + 1);
    sections.add(Section {
        name: ".strtab",
        kind: elf::SHT_STRTAB,
        offset: names_offset,
        size: names.len() as u64,
        alignment: 1,
        ..Section::default()
    });
}

/// Appends a name up to its first NUL, with which names end in ELF, and returns
/// its offset. Names beyond 4 GiB are left out.
fn append_name(names: &mut Vec<u8>, name: &str) -> u32 {
    let Ok(offset) = u32::try_from(names.len()) else { return 0 };
    names.extend(name.bytes().take_while(|&byte| byte != 0));
    names.push(0);
    offset
}
