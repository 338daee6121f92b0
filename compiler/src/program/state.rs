//! The mutable state outside of linear memory: globals, records of memories and
//! tables, tables of fixed size, and what is left of data and element segments.
//! What it consists of, and in which order.

use rustc_hash::FxHashMap;
use wasi2native_runtime_support::abi::records::{
    MemoryRecord, REFERENCE_SIZE, TableRecord, VALUE_SIZE,
};

use super::{Program, Symbol, TableStorage};

/// Places of mutable things, counted from where all of them begin: an address
/// that is a multiple of [`StateLayout::ALIGNMENT`].
#[derive(Debug, Default)]
pub struct StateLayout {
    /// In the order of their places.
    cells: Vec<(Symbol, u64)>,
    offsets: FxHashMap<Symbol, u64>,
    /// Bytes of it all.
    pub size: u64,
}

/// Something mutable.
struct Cell {
    symbol: Symbol,
    alignment: u64,
    size: u64,
}

impl StateLayout {
    pub const ALIGNMENT: u64 = MemoryRecord::SIZE as u64;

    /// Lays out those things of a program that are `wanted`. What is used most
    /// comes first and shares cache lines.
    pub fn of(program: &Program<'_>, wanted: impl Fn(Symbol) -> bool) -> StateLayout {
        let mut layout = StateLayout::default();
        layout.append(records(program), &wanted);
        layout.size = layout.size.next_multiple_of(VALUE_SIZE as u64);
        layout.append(values(program), &wanted);
        layout
    }

    fn append(&mut self, cells: Vec<Cell>, wanted: &impl Fn(Symbol) -> bool) {
        for Cell { symbol, alignment, size } in cells {
            if wanted(symbol) {
                let offset = self.size.next_multiple_of(alignment);
                self.cells.push((symbol, offset));
                self.offsets.insert(symbol, offset);
                self.size = offset + size;
            }
        }
    }

    /// What is where, from the start.
    pub fn cells(&self) -> &[(Symbol, u64)] {
        &self.cells
    }

    /// Where something is, if it is in here.
    pub fn offset(&self, symbol: Symbol) -> Option<u64> {
        self.offsets.get(&symbol).copied()
    }
}

fn records(program: &Program<'_>) -> Vec<Cell> {
    let size = MemoryRecord::SIZE as u64;
    let memories = program.memories.keys().map(|key| Cell {
        symbol: Symbol::MemoryRecord(key),
        alignment: size,
        size,
    });
    let growable = program.tables.iter().filter(|(_, table)| table.storage != TableStorage::Fixed);
    let tables = growable.map(|(key, _)| Cell {
        symbol: Symbol::TableRecord(key),
        alignment: 8,
        size: TableRecord::SIZE as u64,
    });
    memories.chain(tables).collect()
}

fn values(program: &Program<'_>) -> Vec<Cell> {
    let value = VALUE_SIZE as u64;
    let globals = program.globals.keys().map(|key| Cell {
        symbol: Symbol::Global(key),
        alignment: value,
        size: value,
    });
    let data = program.data.keys().map(Symbol::DataLength);
    let elements = program.elements.keys().map(Symbol::ElementsLength);
    let lengths = data.chain(elements).map(|symbol| Cell { symbol, alignment: 8, size: 8 });
    let fixed = program.tables.iter().filter(|(_, table)| table.storage == TableStorage::Fixed);
    let tables = fixed.map(|(key, table)| Cell {
        symbol: Symbol::Table(key),
        alignment: value,
        // One without elements has an address as well, and that of something that is there.
        size: table.initial.max(1) * REFERENCE_SIZE as u64,
    });
    globals.chain(lengths).chain(tables).collect()
}
