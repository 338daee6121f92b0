//! The mutable state outside of linear memory, with what it begins with.
//!
//! It has pages of its own in memory, so that it can be set back or be replaced
//! as a unit. In the file it shares pages with its neighbours, whose bytes show
//! around it and mean nothing there.

use std::ops::Range;

use wasi2native_runtime_support::abi::records::{MemoryRecord, REFERENCE_SIZE, TableRecord};

use super::builder::ImageBuilder;
use super::image::Permissions;
use super::records::Record;
use crate::program::{Program, StateLayout, Symbol, TableStorage};

/// What is where in the mutable state.
#[derive(Debug)]
pub struct State<'a> {
    address: u64,
    layout: &'a StateLayout,
}

impl<'a> State<'a> {
    /// Appends it.
    pub fn append(builder: &mut ImageBuilder, program: &'a Program<'_>) -> State<'a> {
        let layout = &program.state;
        builder.begin(".wasm.state", Permissions::ReadWrite, StateLayout::ALIGNMENT);
        State { address: append_initial(builder, program, layout), layout }
    }

    /// The addresses of all of it.
    pub fn range(&self) -> Range<u64> {
        self.address..self.address + self.layout.size
    }

    /// Where something is, if it is in here.
    pub fn address(&self, symbol: Symbol) -> Option<u64> {
        Some(self.address + self.layout.offset(symbol)?)
    }
}

/// Appends what a layout's things are at start, and returns its address.
pub fn append_initial(
    builder: &mut ImageBuilder,
    program: &Program<'_>,
    layout: &StateLayout,
) -> u64 {
    let address = builder.align(StateLayout::ALIGNMENT);
    let bytes = builder.append_zeros(layout.size as usize);
    for &(symbol, offset) in layout.cells() {
        write_initial(program, symbol, &mut bytes[offset as usize..]);
    }
    address
}

/// Writes what something mutable is at start over zeros.
fn write_initial(program: &Program<'_>, symbol: Symbol, place: &mut [u8]) {
    match symbol {
        Symbol::MemoryRecord(key) => {
            let memory = &program.memories[key];
            MemoryRecord {
                base: memory.address,
                length: memory.initial,
                maximum: memory.maximum,
                page_size_log2: memory.page_size_log2().into(),
            }
            .write_to(place);
        }
        Symbol::TableRecord(key) => {
            let table = &program.tables[key];
            let base = match table.storage {
                TableStorage::Fixed => 0,
                TableStorage::Growable { address, .. } => address,
                TableStorage::PerThread { offset } => offset,
            };
            TableRecord { base, length: table.initial, maximum: table.maximum }.write_to(place);
        }
        Symbol::Table(key) => {
            // What the list leaves out at the end is null, which is zero.
            let elements = program.tables[key].elements.iter();
            for (place, element) in place.chunks_exact_mut(REFERENCE_SIZE).zip(elements) {
                element.to_bits().write_to(place);
            }
        }
        Symbol::Global(key) => {
            let bytes = program.globals[key].initial.to_bits().to_le_bytes();
            place[..bytes.len()].copy_from_slice(&bytes);
        }
        Symbol::DataLength(key) => {
            (program.data[key].bytes.len() as u64).write_to(place);
        }
        Symbol::ElementsLength(key) => {
            (program.elements[key].items.len() as u64).write_to(place);
        }
        Symbol::Function(_)
        | Symbol::HostFunction(_)
        | Symbol::Data(_)
        | Symbol::Elements(_)
        | Symbol::Builtin(_)
        | Symbol::FuncDescriptors => unreachable!("{symbol:?} never changes"),
    }
}
