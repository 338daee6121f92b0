//! What nobody changes: what generated code reads (function descriptors,
//! passive data and element segments) and what the runtime reads (the tables
//! that the program descriptor leads to).

use cranelift_codegen::entity::PrimaryMap;
use wasi2native_runtime_support::abi::descriptor::{EntryPoint, MAGIC, ProgramDescriptor, Span};
use wasi2native_runtime_support::abi::embedded::EmbeddedFolders;
use wasi2native_runtime_support::abi::exceptions::ExceptionRoot;
use wasi2native_runtime_support::abi::lockdown::LockdownPlan;
use wasi2native_runtime_support::abi::records::FuncDescriptor;
use wasi2native_runtime_support::abi::threads::ThreadPlan;

use super::builder::ImageBuilder;
use super::exceptions;
use super::image::Permissions;
use super::lockdown::{self, Reached};
use super::records::Record;
use super::regions::Regions;
use super::tables;
use super::text::Text;
use super::threads;
use crate::codegen::Code;
use crate::error::{Error, Result};
use crate::options::Options;
use crate::program::{DataKey, ElementKey, EntryKey, FunctionKey, FunctionKind, Program};
use crate::target::Target;

/// Everything that the read-only data is made from.
#[derive(Clone, Copy)]
pub struct Source<'a> {
    pub program: &'a Program<'a>,
    pub code: &'a Code,
    pub text: &'a Text,
    pub regions: &'a Regions<'a>,
    pub target: &'a Target,
    pub options: &'a Options,
    /// The address of the program descriptor, from which the runtime counts.
    pub descriptor: u64,
}

/// What is where in the read-only data.
#[derive(Debug)]
pub struct ReadOnly {
    pub func_descriptors: u64,
    pub data: PrimaryMap<DataKey, u64>,
    pub elements: PrimaryMap<ElementKey, u64>,
    /// What the runtime is told.
    pub descriptor: ProgramDescriptor,
    pub threads: Option<ThreadPlan>,
}

/// Wide loads from the start of passive data are aligned.
const DATA_ALIGNMENT: u64 = 16;

impl ReadOnly {
    /// Of every table of records.
    pub const TABLE_ALIGNMENT: u64 = 8;

    /// Begins its segment.
    pub fn begin(builder: &mut ImageBuilder) -> u64 {
        builder.begin(".wasm.rodata", Permissions::Read, DATA_ALIGNMENT)
    }

    /// Appends it.
    ///
    /// # Errors
    /// A program with code or names beyond what its tables can hold.
    pub fn append(builder: &mut ImageBuilder, source: Source<'_>) -> Result<ReadOnly> {
        builder.align(DATA_ALIGNMENT);
        let func_descriptors = append_func_descriptors(builder, source)?;
        let items = source.program.elements.values().map(|elements| elements.items.iter());
        let elements =
            items.map(|items| builder.append_records(items.map(|item| item.to_bits())).0).collect();
        let mut data = PrimaryMap::with_capacity(source.program.data.len());
        for passive in source.program.data.values() {
            builder.align(DATA_ALIGNMENT);
            data.push(builder.append(passive.bytes));
        }
        let descriptor = append_tables(builder, source)?;
        let threads = threads::append(builder, source.program, source.descriptor);
        Ok(ReadOnly { func_descriptors, data, elements, descriptor, threads })
    }
}

fn append_func_descriptors(builder: &mut ImageBuilder, source: Source<'_>) -> Result<u64> {
    let array = builder.end();
    for descriptor in source.program.descriptors.values() {
        let record = match (descriptor.function, descriptor.ty) {
            (Some(function), Some(ty)) => {
                let code = i32::try_from(distance(array, source.text.functions[function]))
                    .map_err(|_| {
                        Error::limit("the program is too large: more than 2 GiB of code and data")
                    })?;
                FuncDescriptor { code, ty: ty.as_u32() }
            }
            _ => FuncDescriptor { code: 0, ty: FuncDescriptor::NULL_TYPE },
        };
        builder.append_record(record);
    }
    Ok(array)
}

/// Appends what the runtime reads, and describes it.
fn append_tables(builder: &mut ImageBuilder, source: Source<'_>) -> Result<ProgramDescriptor> {
    let Source { program, code, text, regions, target, options, descriptor } = source;
    let (functions, mut names) = tables::functions(program, text)?;
    let (tags, exception_fields) = exceptions::tags(program, &mut names)?;
    let handlers = exceptions::handlers(code, text)?;
    let stack_maps = exceptions::stack_maps(code, text)?;
    let roots = exceptions::roots(program);
    // Where they are is not known yet.
    let roots = roots.into_iter().map(|(_, count)| ExceptionRoot { place: 0, count });
    let thunks = thunks(program);
    let lockdown = lockdown::plan(&Reached::from_code(program, code), options)?;
    let entries = program.entries.iter().map(|(key, entry)| EntryPoint {
        thunk: distance(descriptor, text.functions[thunks[key]]),
        values: entry.ty.params().len().max(entry.ty.results().len()) as u64,
    });
    Ok(ProgramDescriptor {
        magic: MAGIC,
        required_features: target.features.0,
        stack_size: options.stack_size,
        code: Span { offset: distance(descriptor, text.address), count: text.size },
        tags: append_table(builder, descriptor, tags),
        exception_fields: append_table(builder, descriptor, exception_fields),
        handler_sites: append_table(builder, descriptor, handlers.sites),
        handlers: append_table(builder, descriptor, handlers.known),
        stack_maps: append_table(builder, descriptor, stack_maps.sites),
        stack_map_slots: append_table(builder, descriptor, stack_maps.known),
        exception_roots: append_table(builder, descriptor, roots),
        regions: append_table(builder, descriptor, regions.plans.iter().copied()),
        entries: append_table(builder, descriptor, entries),
        functions: append_table(builder, descriptor, functions),
        traps: append_table(builder, descriptor, tables::traps(code, text, target)),
        names: append_bytes(builder, descriptor, &names),
        capabilities: append_bytes(builder, descriptor, &options.capabilities.encode()),
        // Behind everything else; the linker fills it in.
        embedded: EmbeddedFolders::default(),
        // Of what is final, see `descriptor::summed`.
        sum: 0,
        arguments: append_bytes(builder, descriptor, &arguments(options)),
        lockdown: LockdownPlan {
            filter: append_table(builder, descriptor, lockdown.filter),
            newest_landlock: lockdown.newest_landlock,
            flags: lockdown.flags,
        },
    })
}

/// The arguments that are compiled in, as the runtime reads them.
fn arguments(options: &Options) -> Vec<u8> {
    options.arguments.iter().flat_map(|argument| [argument, &b"\0"[..]].concat()).collect()
}

fn append_table<R: Record>(
    builder: &mut ImageBuilder,
    descriptor: u64,
    records: impl IntoIterator<Item = R>,
) -> Span {
    builder.align(ReadOnly::TABLE_ALIGNMENT);
    let (address, count) = builder.append_records(records);
    Span { offset: distance(descriptor, address), count }
}

fn append_bytes(builder: &mut ImageBuilder, descriptor: u64, bytes: &[u8]) -> Span {
    let address = builder.append(bytes);
    Span { offset: distance(descriptor, address), count: bytes.len() as u64 }
}

fn distance(from: u64, to: u64) -> i64 {
    to.wrapping_sub(from).cast_signed()
}

/// The code of each entry.
fn thunks(program: &Program<'_>) -> PrimaryMap<EntryKey, FunctionKey> {
    let mut thunks: Vec<(EntryKey, FunctionKey)> = program
        .functions
        .iter()
        .filter_map(|(function, kind)| match *kind {
            FunctionKind::Entry(entry) => Some((entry, function)),
            _ => None,
        })
        .collect();
    thunks.sort_unstable_by_key(|&(entry, _)| entry);
    thunks.into_iter().map(|(_, function)| function).collect()
}
