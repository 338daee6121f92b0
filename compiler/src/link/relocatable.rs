//! The program without the runtime, for another linker to place: the same
//! segments, but what leads from one to another is left to be filled in.
//!
//! `docs/objects.md` says what a person links it with.

use wasi2native_runtime_support::abi::descriptor::{
    DESCRIPTOR_SYMBOL, EntryPoint, ProgramDescriptor,
};
use wasi2native_runtime_support::abi::records::FuncDescriptor;
use wasi2native_runtime_support::abi::threads::{THREAD_PLAN_SYMBOL, ThreadPlan};

use super::builder::ImageBuilder;
use super::image::{Image, ImageSymbol, PAGE, Permissions, SymbolKind};
use super::places::Places;
use super::read_only::{ReadOnly, Source};
use super::records::Record;
use super::regions::Regions;
use super::state::State;
use super::stub::Stub;
use super::text::Text;
use super::unwind::{self, Frames};
use super::{descriptor, estimated_size, exceptions, symbols};
use crate::codegen::{Code, Relocation};
use crate::error::{Error, Result};
use crate::options::{Options, Symbols};
use crate::program::{FunctionKind, Program, Symbol};
use crate::target::Target;

/// The symbol of the initial content of all regions: whole pages, one region's
/// behind the other's.
const IMAGES_SYMBOL: &str = "wasm_images";

/// See the module.
#[derive(Debug)]
pub struct Relocatable<'a> {
    /// Addresses only tell what is where in which segment. The symbols are
    /// those that nobody else needs to see.
    pub image: Image<'a>,
    /// What others may refer to, sorted by address.
    pub exports: Vec<ImageSymbol<'a>>,
    /// What is left to be filled in.
    pub fields: Vec<Field>,
}

/// A place that gets the address of something, or the distance to it.
#[derive(Clone, Copy, Debug)]
pub struct Field {
    pub address: u64,
    /// How it is filled in, as the target's object files number it.
    pub number: u32,
    pub target: FieldTarget,
    pub addend: i64,
}

#[derive(Clone, Copy, Debug)]
pub enum FieldTarget {
    /// An address in the image.
    Inside(u64),
    /// A function that whoever links the object has to provide.
    Outside(&'static str),
}

/// Links a program with itself. Of the runtime only the kind of machine is
/// taken.
///
/// # Errors
/// A program too large for its target.
pub fn link_relocatable<'a>(
    program: &Program<'a>,
    code: &Code,
    stub: &Stub,
    target: &Target,
    options: &Options,
) -> Result<Relocatable<'a>> {
    let regions = Regions::plan(program);
    let mut builder = ImageBuilder::new(&[], estimated_size(code, &regions));
    let text = Text::lay_out(&mut builder, code)?;
    text.append(&mut builder, code, target);
    let descriptor = ReadOnly::begin(&mut builder);
    builder.append_zeros(ProgramDescriptor::SIZE);
    let source =
        Source { program, code, text: &text, regions: &regions, target, options, descriptor };
    let read_only = ReadOnly::append(&mut builder, source)?;
    descriptor::fill_in(&mut builder, descriptor, &read_only.descriptor)?;
    let threads = read_only.threads.map(|plan| {
        builder.align(ReadOnly::TABLE_ALIGNMENT);
        builder.append_record(plan)
    });
    builder.begin(".eh_frame", Permissions::Read, 8);
    let frames = match options.symbols {
        Symbols::Keep => Frames::encode(code, &text, target)?.append(&mut builder),
        Symbols::Strip => None,
    };
    let state = State::append(&mut builder, program);
    let images = builder.begin(".wasm.images", Permissions::Read, PAGE);
    regions.append_images_here(&mut builder);
    let images = ImageSymbol {
        name: IMAGES_SYMBOL.into(),
        address: images,
        size: regions.image_size() as u64,
        kind: SymbolKind::Data,
    };

    // Places that are reached from their own segment are right already, and the
    // code's distances to itself are filled in here.
    let places = Places::new(stub, &text, &read_only, &state);
    let mut fields = code_fields(&mut builder, code, &text, &places, target)?;
    fields.extend(table_fields(program, &text, &read_only, descriptor, target));
    let roots = read_only.descriptor.exception_roots;
    let roots = exceptions::fill_in_roots(&mut builder, program, &places, roots, descriptor)?;
    fields.extend(roots.into_iter().map(|(address, root)| Field {
        address,
        number: target.distance_relocation_numbers().1,
        target: FieldTarget::Inside(root),
        addend: address.wrapping_sub(descriptor).cast_signed(),
    }));
    if let Some(frames) = frames {
        let bytes = builder.bytes_at(frames.start, frames.end - frames.start).unwrap_or_default();
        let (number, _) = target.distance_relocation_numbers();
        fields.extend(unwind::addresses(bytes, frames.start).map(|(address, function)| Field {
            address,
            number,
            target: FieldTarget::Inside(function),
            addend: 0,
        }));
    }
    let mut exports = symbols::data(program, &read_only, &state);
    exports.push(ImageSymbol {
        name: DESCRIPTOR_SYMBOL.into(),
        address: descriptor,
        size: ProgramDescriptor::SIZE as u64,
        kind: SymbolKind::Data,
    });
    exports.extend(threads.map(|address| ImageSymbol {
        name: THREAD_PLAN_SYMBOL.into(),
        address,
        size: ThreadPlan::SIZE as u64,
        kind: SymbolKind::Data,
    }));
    exports.extend((images.size > 0).then_some(images));
    let mut local = Vec::new();
    for (key, symbol) in symbols::functions(program, code, &text) {
        match program.functions[key] {
            FunctionKind::Entry(_) => exports.push(symbol),
            _ if options.symbols == Symbols::Keep => local.push(symbol),
            _ => {}
        }
    }
    exports.sort_by_key(|symbol| symbol.address);
    let (bytes, segments) = builder.finish();
    let image = Image {
        machine: stub.machine,
        bytes,
        segments,
        symbols: local,
        unwind: None,
        ..Image::default()
    };
    Ok(Relocatable { image, exports, fields })
}

/// Fills in what the code can know of itself, and returns the rest.
fn code_fields(
    builder: &mut ImageBuilder,
    code: &Code,
    text: &Text,
    places: &Places<'_>,
    target: &Target,
) -> Result<Vec<Field>> {
    let mut fields = Vec::new();
    let bytes = builder.bytes_at(text.address, text.size).expect("the code was appended");
    for (key, function) in code.functions.iter() {
        let address = text.functions[key];
        let start = (address - text.address) as usize;
        for relocation in &function.relocations {
            let is_distance = target.relocation_field(relocation).len() == 4;
            if matches!(relocation.symbol, Symbol::Function(_)) && is_distance {
                let symbol = places.address(relocation.symbol)?;
                target.relocate(relocation, &mut bytes[start..], address, symbol)?;
            } else {
                fields.push(code_field(relocation, address, places, target)?);
            }
        }
    }
    Ok(fields)
}

fn code_field(
    relocation: &Relocation,
    function: u64,
    places: &Places<'_>,
    target: &Target,
) -> Result<Field> {
    let no_number = || Error::internal(format!("objects have no relocation {:?}", relocation.kind));
    let mut number = target.relocation_number(relocation).ok_or_else(no_number)?;
    let field_target = match relocation.symbol {
        Symbol::HostFunction(key) => FieldTarget::Outside(key.row().symbol),
        Symbol::Builtin(builtin) => FieldTarget::Outside(builtin.symbol()),
        symbol => FieldTarget::Inside(places.address(symbol)?),
    };
    if matches!(field_target, FieldTarget::Inside(_))
        && target.relocation_field(relocation).len() == 4
    {
        // Cranelift has one kind for calls and for distances to data. Only what
        // is outside may have to be reached by a detour.
        (number, _) = target.distance_relocation_numbers();
    }
    Ok(Field {
        address: function + u64::from(relocation.offset),
        number,
        target: field_target,
        addend: relocation.addend,
    })
}

/// What leads from the read-only data to code: references to functions, entries
/// and the code itself. Each counts from the start of its table or from the
/// descriptor instead of its own place, which the addend makes up for.
fn table_fields(
    program: &Program<'_>,
    text: &Text,
    read_only: &ReadOnly,
    descriptor: u64,
    target: &Target,
) -> Vec<Field> {
    let (distance_32, distance_64) = target.distance_relocation_numbers();
    let field = |address: u64, origin: u64, number: u32, code: u64| Field {
        address,
        number,
        target: FieldTarget::Inside(code),
        addend: address.wrapping_sub(origin).cast_signed(),
    };
    let array = read_only.func_descriptors;
    let references = program.descriptors.values().enumerate().filter_map(|(index, descriptor)| {
        let code = text.functions[descriptor.function?];
        let place = array + (index * FuncDescriptor::SIZE) as u64;
        Some(field(place, array, distance_32, code))
    });
    let entries = descriptor.wrapping_add_signed(read_only.descriptor.entries.offset);
    let thunks = program.functions.iter().filter_map(|(function, kind)| {
        let FunctionKind::Entry(key) = *kind else { return None };
        let place = entries + u64::from(key.as_u32()) * EntryPoint::SIZE as u64;
        Some(field(place, descriptor, distance_64, text.functions[function]))
    });
    let code_span = descriptor + std::mem::offset_of!(ProgramDescriptor, code) as u64;
    let code = field(code_span, descriptor, distance_64, text.address);
    references.chain(thunks).chain([code]).collect()
}
