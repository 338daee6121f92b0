//! What the runtime needs to know of exceptions: what tags are, where handlers
//! are, and where references to exceptions are kept. The tables are looked at
//! when something is thrown, and never otherwise.

use std::collections::HashMap;
use std::hash::Hash;

use wasi2native_runtime_support::abi::descriptor::Span;
use wasi2native_runtime_support::abi::exceptions::{CallSite, ExceptionRoot, Handler, TagEntry};

use super::builder::ImageBuilder;
use super::places::Places;
use super::records::Record;
use super::tables;
use super::text::Text;
use crate::codegen::Code;
use crate::error::{Error, Result};
use crate::program::{Program, Symbol, TableStorage, refers_to_exception};

/// The tags, and the offsets of references in their exceptions. Names are added
/// to those of functions.
///
/// # Errors
/// Names of more than 4 GiB together.
pub fn tags(program: &Program<'_>, names: &mut Vec<u8>) -> Result<(Vec<TagEntry>, Vec<u32>)> {
    let mut fields = Vec::new();
    let mut entries = Vec::with_capacity(program.tags.len());
    for tag in program.tags.values() {
        let first_field = fields.len() as u32;
        let references = tag.values.iter().filter(|value| refers_to_exception(value.ty));
        fields.extend(references.map(|value| value.offset));
        let name = tag.name.unwrap_or("");
        let (start, length) = tables::append_name(names, name)?;
        entries.push(TagEntry {
            size: tag.object_size(),
            first_field,
            field_count: fields.len() as u32 - first_field,
            index: tag.index,
            name: start,
            name_length: length,
        });
    }
    Ok((entries, fields))
}

/// Calls and what is known of them. Calls of which the same is known share it.
#[derive(Debug)]
pub struct CallTable<T> {
    /// Sorted by the return offset.
    pub sites: Vec<CallSite>,
    pub known: Vec<T>,
}

/// Where exceptions go from each call that has handlers.
///
/// # Errors
/// More handlers than can be counted.
pub fn handlers(code: &Code, text: &Text) -> Result<CallTable<Handler>> {
    let mut lists = Lists::default();
    for (key, function) in code.functions.iter() {
        let start = text.offset(key);
        for place in &function.handlers {
            let known = place.handlers.iter().map(|&(tag, offset)| Handler {
                tag: tag.map_or(Handler::ANY_TAG, |tag| tag.as_u32()),
                code_offset: start + offset,
            });
            lists.add(start + place.return_offset, place.frame_offset, known.collect())?;
        }
    }
    Ok(lists.table)
}

/// Where references to exceptions are on the stack during each call.
///
/// # Errors
/// More references than can be counted.
pub fn stack_maps(code: &Code, text: &Text) -> Result<CallTable<u32>> {
    let mut lists = Lists::default();
    for (key, function) in code.functions.iter() {
        let start = text.offset(key);
        for map in &function.stack_maps {
            lists.add(start + map.return_offset, map.frame_offset, map.slots.clone())?;
        }
    }
    Ok(lists.table)
}

/// A call table under construction.
struct Lists<T> {
    table: CallTable<T>,
    /// Where each list begins.
    places: HashMap<Vec<T>, u32>,
}

impl<T> Default for Lists<T> {
    fn default() -> Lists<T> {
        Lists { table: CallTable { sites: Vec::new(), known: Vec::new() }, places: HashMap::new() }
    }
}

impl<T: Clone + Eq + Hash> Lists<T> {
    fn add(&mut self, return_offset: u32, frame_offset: u32, known: Vec<T>) -> Result<()> {
        let table = &mut self.table;
        let count = known.len() as u32;
        let first = match self.places.get(&known) {
            Some(&first) => first,
            None => {
                let first = u32::try_from(table.known.len()).map_err(|_| {
                    Error::limit("the program handles exceptions in more than 2^32 ways")
                })?;
                table.known.extend_from_slice(&known);
                self.places.insert(known, first);
                first
            }
        };
        table.sites.push(CallSite { return_offset, frame_offset, first, count });
        Ok(())
    }
}

/// The globals and tables that can refer to exceptions, and what the runtime is
/// told to find there.
pub fn roots(program: &Program<'_>) -> Vec<(Symbol, u64)> {
    let globals = program.globals.iter().filter_map(|(key, global)| {
        let can_refer = global.ty.mutable && refers_to_exception(global.ty.content_type);
        can_refer.then_some((Symbol::Global(key), 1))
    });
    let tables = program.tables.iter().filter_map(|(key, table)| {
        let root = match table.storage {
            TableStorage::Fixed => (Symbol::Table(key), table.initial),
            TableStorage::Growable { .. } | TableStorage::PerThread { .. } => {
                (Symbol::TableRecord(key), ExceptionRoot::TABLE)
            }
        };
        refers_to_exception(table.ty.element_type.into()).then_some(root)
    });
    let all = globals.chain(tables);
    match &program.threads {
        None => all.collect(),
        // What no thread has of its own is never changed, and so always null.
        Some(threads) => {
            all.filter(|&(symbol, _)| threads.state.offset(symbol).is_some()).collect()
        }
    }
}

/// Tells the runtime where the roots are, in the table at `address`. Returns
/// the address of each field and what it leads to.
///
/// # Errors
/// A root without a place, which is a bug of ours.
pub fn fill_in_roots(
    builder: &mut ImageBuilder,
    program: &Program<'_>,
    places: &Places<'_>,
    table: Span,
    descriptor: u64,
) -> Result<Vec<(u64, u64)>> {
    let mut fields = Vec::new();
    let mut address = descriptor.wrapping_add_signed(table.offset);
    for (symbol, count) in roots(program) {
        let own = program.threads.as_ref().and_then(|threads| threads.state.offset(symbol));
        let place = match own {
            Some(offset) => offset.cast_signed(),
            None => {
                let target = places.address(symbol)?;
                fields.push((address, target));
                target.wrapping_sub(descriptor).cast_signed()
            }
        };
        let bytes = builder.bytes_at(address, ExceptionRoot::SIZE as u64);
        ExceptionRoot { place, count }.write_to(bytes.expect("the table was appended"));
        address += ExceptionRoot::SIZE as u64;
    }
    Ok(fields)
}
