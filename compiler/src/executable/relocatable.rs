//! Writes a program as a relocatable object. What an object for the target looks
//! like, cranelift-object knows; what is in it, `link` has decided.

use cranelift_object::{ObjectBuilder, ObjectModule};
use object::write::{Object, Relocation, SectionId, Symbol, SymbolId, SymbolSection};
use object::{RelocationFlags, SectionKind, SymbolFlags, SymbolKind, SymbolScope};
use rustc_hash::FxHashMap;

use crate::error::{Error, Result};
use crate::link::{self, FieldTarget, ImageSymbol, Permissions, Relocatable, Segment};
use crate::target::Target;

/// Writes the object.
///
/// # Errors
/// A machine that the writer does not know, which is a bug of ours.
pub fn write_object(program: &Relocatable<'_>, target: &Target) -> Result<Vec<u8>> {
    let image = &program.image;
    let mut object = empty_object(target)?;
    // Whatever the object is linked into, its stack is data.
    object.add_section(Vec::new(), b".note.GNU-stack".to_vec(), SectionKind::Other);
    let sections = image.segments.iter().map(|segment| Place::new(&mut object, program, segment));
    let places = Places { sections: sections.collect() };
    for symbol in &image.symbols {
        places.define(&mut object, symbol, SymbolScope::Compilation);
    }
    for symbol in &program.exports {
        places.define(&mut object, symbol, SymbolScope::Linkage);
    }
    let mut outside: FxHashMap<&str, SymbolId> = FxHashMap::default();
    for field in &program.fields {
        let (section, offset) = places.find(field.address)?;
        let (symbol, start) = match field.target {
            FieldTarget::Inside(address) => {
                let (target, start) = places.find(address)?;
                (target.symbol, start)
            }
            FieldTarget::Outside(name) => {
                (*outside.entry(name).or_insert_with(|| object.add_symbol(undefined(name))), 0)
            }
        };
        let relocation = Relocation {
            offset,
            symbol,
            addend: field.addend.wrapping_add_unsigned(start),
            flags: RelocationFlags::Elf { r_type: field.number },
        };
        object.add_relocation(section.section, relocation).map_err(refused)?;
    }
    object.write().map_err(refused)
}

/// An object without content: architecture, flags and byte order of the target.
fn empty_object(target: &Target) -> Result<Object<'static>> {
    // Code comes to us with its relocations, so no library call is named here.
    let builder =
        ObjectBuilder::new(target.isa.clone(), "wasi2native", Box::new(|_| String::new()));
    let builder = builder.map_err(|error| Error::internal(format!("no object writer: {error}")))?;
    Ok(ObjectModule::new(builder).finish().object)
}

fn refused(error: object::write::Error) -> Error {
    Error::internal(format!("cannot write the object: {error}"))
}

/// A section, and what of the image it is.
struct Place {
    address: u64,
    end: u64,
    section: SectionId,
    /// Of the section itself.
    symbol: SymbolId,
}

impl Place {
    fn new(object: &mut Object<'_>, program: &Relocatable<'_>, segment: &Segment) -> Place {
        let kind = match segment.permissions {
            Permissions::Read => SectionKind::ReadOnlyData,
            Permissions::ReadWrite => SectionKind::Data,
            Permissions::ReadExecute => SectionKind::Text,
        };
        let section = object.add_section(Vec::new(), segment.name.as_bytes().to_vec(), kind);
        // A linker puts the call frames of all objects one behind the other, and does not
        // expect what is aligned to more than their fields to be among them.
        let most = if segment.name == ".eh_frame" { 8 } else { link::PAGE };
        let alignment = 1 << segment.address.trailing_zeros().min(most.trailing_zeros());
        let bytes = &program.image.bytes[segment.bytes.clone()];
        object.append_section_data(section, bytes, alignment);
        let symbol = object.section_symbol(section);
        Place { address: segment.address, end: segment.range().end, section, symbol }
    }
}

/// The sections, sorted by address.
struct Places {
    sections: Vec<Place>,
}

impl Places {
    /// The section an address is in, and the offset there.
    fn find(&self, address: u64) -> Result<(&Place, u64)> {
        let above = self.sections.partition_point(|place| place.address <= address);
        let found = above.checked_sub(1).and_then(|place| self.sections.get(place));
        match found.filter(|place| address <= place.end) {
            Some(place) => Ok((place, address - place.address)),
            None => Err(Error::internal(format!("nothing of the object is at {address:#x}"))),
        }
    }

    fn define(&self, object: &mut Object<'_>, symbol: &ImageSymbol<'_>, scope: SymbolScope) {
        let Ok((place, value)) = self.find(symbol.address) else { return };
        let kind = match symbol.kind {
            link::SymbolKind::Function => SymbolKind::Text,
            link::SymbolKind::Data => SymbolKind::Data,
        };
        object.add_symbol(Symbol {
            // A name ends at its first NUL in ELF.
            name: symbol.name.bytes().take_while(|&byte| byte != 0).collect(),
            value,
            size: symbol.size,
            kind,
            scope,
            weak: false,
            section: SymbolSection::Section(place.section),
            flags: SymbolFlags::None,
        });
    }
}

fn undefined(name: &str) -> Symbol {
    Symbol {
        name: name.as_bytes().to_vec(),
        value: 0,
        size: 0,
        kind: SymbolKind::Text,
        scope: SymbolScope::Unknown,
        weak: false,
        section: SymbolSection::Undefined,
        flags: SymbolFlags::None,
    }
}
