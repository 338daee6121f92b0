//! The mutable state outside of linear memory: globals, records of memories and
//! tables, tables of fixed size, and what is left of data and element segments.
//!
//! It has pages of its own in memory, so that it can be set back or be replaced
//! as a unit. In the file it shares pages with its neighbours, whose bytes show
//! around it and mean nothing there.

use cranelift_codegen::entity::PrimaryMap;
use wasi2native_runtime_support::abi::records::{
    MemoryRecord, REFERENCE_SIZE, TableRecord, VALUE_SIZE,
};

use super::builder::ImageBuilder;
use super::image::Permissions;
use crate::program::{
    DataKey, ElementKey, GlobalKey, Memory, MemoryKey, Program, Table, TableKey, TableStorage,
};

/// What is where in the mutable state.
#[derive(Debug)]
pub struct State {
    pub globals: PrimaryMap<GlobalKey, u64>,
    pub memory_records: PrimaryMap<MemoryKey, u64>,
    /// `None` for a table of fixed size.
    pub table_records: PrimaryMap<TableKey, Option<u64>>,
    pub data_lengths: PrimaryMap<DataKey, u64>,
    pub element_lengths: PrimaryMap<ElementKey, u64>,
    /// `None` for a table that can grow.
    pub fixed_tables: PrimaryMap<TableKey, Option<u64>>,
}

impl State {
    /// Appends it. What is used most comes first and shares cache lines.
    pub fn append(builder: &mut ImageBuilder, program: &Program<'_>) -> State {
        builder.begin(".wasm.state", Permissions::ReadWrite, MemoryRecord::SIZE as u64);
        let memories = program.memories.values();
        let memory_records = memories.map(|memory| memory_record(builder, memory)).collect();
        let tables = program.tables.values();
        let table_records = tables.map(|table| table_record(builder, table)).collect();
        builder.align(VALUE_SIZE as u64);
        let globals = program.globals.values();
        let globals = globals.map(|global| builder.append(&global.initial.to_bits().to_le_bytes()));
        let globals = globals.collect();
        let data = program.data.values();
        let data_lengths = data.map(|data| length(builder, data.bytes.len())).collect();
        let elements = program.elements.values();
        let element_lengths =
            elements.map(|elements| length(builder, elements.items.len())).collect();
        let tables = program.tables.values();
        let fixed_tables = tables.map(|table| fixed_table(builder, table)).collect();
        State {
            globals,
            memory_records,
            table_records,
            data_lengths,
            element_lengths,
            fixed_tables,
        }
    }
}

fn memory_record(builder: &mut ImageBuilder, memory: &Memory<'_>) -> u64 {
    builder.align(MemoryRecord::SIZE as u64);
    builder.append_record(MemoryRecord {
        base: memory.address,
        length: memory.initial,
        maximum: memory.maximum,
        page_size_log2: memory.page_size_log2().into(),
    })
}

fn table_record(builder: &mut ImageBuilder, table: &Table) -> Option<u64> {
    let TableStorage::Growable { address: base, .. } = table.storage else { return None };
    builder.align(8);
    let Table { initial: length, maximum, .. } = *table;
    Some(builder.append_record(TableRecord { base, length, maximum }))
}

fn length(builder: &mut ImageBuilder, length: usize) -> u64 {
    builder.append_record(length as u64)
}

fn fixed_table(builder: &mut ImageBuilder, table: &Table) -> Option<u64> {
    if table.storage != TableStorage::Fixed {
        return None;
    }
    let address = builder.align(VALUE_SIZE as u64);
    let (_, count) = builder.append_records(table.elements.iter().map(|element| element.to_bits()));
    // What the list leaves out at the end is null, which is zero.
    builder.append_zeros((table.initial - count) as usize * REFERENCE_SIZE);
    Some(address)
}
