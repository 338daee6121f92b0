//! The mutable state outside of linear memory: globals, records of memories and
//! tables, tables of fixed size, and what is left of data and element segments.
//!
//! It fills pages of its own, in memory and in the file, so that it can be set
//! back or be replaced as a unit.

use cranelift_codegen::entity::PrimaryMap;
use wasi2native_runtime_support::abi::records::{
    MemoryRecord, REFERENCE_SIZE, TableRecord, VALUE_SIZE,
};

use super::image::{PAGE, Permissions, Segment};
use super::section::Section;
use crate::program::{
    DataKey, ElementKey, GlobalKey, Memory, MemoryKey, Program, Table, TableKey, TableStorage,
};

/// Bytes of the mutable state, and what is where.
#[derive(Debug)]
pub struct State {
    section: Section,
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
    /// Lays it out on the first whole page from `address` on.
    pub fn build(program: &Program<'_>, address: u64) -> State {
        let mut section = Section::new(address.next_multiple_of(PAGE));
        // What is used most comes first and shares cache lines.
        State {
            memory_records: program
                .memories
                .values()
                .map(|memory| memory_record(&mut section, memory))
                .collect(),
            table_records: program
                .tables
                .values()
                .map(|table| match table.storage {
                    TableStorage::Fixed => None,
                    TableStorage::Growable { address, .. } => {
                        Some(table_record(&mut section, table, address))
                    }
                })
                .collect(),
            globals: program
                .globals
                .values()
                .map(|global| {
                    section.align(VALUE_SIZE as u64);
                    section.append(&global.initial.to_bits().to_le_bytes())
                })
                .collect(),
            data_lengths: program
                .data
                .values()
                .map(|data| section.append_record(&(data.bytes.len() as u64)))
                .collect(),
            element_lengths: program
                .elements
                .values()
                .map(|elements| section.append_record(&(elements.items.len() as u64)))
                .collect(),
            fixed_tables: program
                .tables
                .values()
                .map(|table| match table.storage {
                    TableStorage::Fixed => Some(fixed_table(&mut section, table)),
                    TableStorage::Growable { .. } => None,
                })
                .collect(),
            section,
        }
    }

    /// The address behind the last byte.
    pub fn end(&self) -> u64 {
        self.section.end()
    }

    /// `None` for a program without state.
    pub fn into_segment(self) -> Option<Segment<'static>> {
        let bytes = self.section.bytes;
        (!bytes.is_empty()).then(|| Segment {
            name: ".wasm.state",
            address: self.section.address,
            memory_size: (bytes.len() as u64).next_multiple_of(PAGE),
            bytes: bytes.into(),
            permissions: Permissions::ReadWrite,
            whole_pages: true,
        })
    }
}

fn memory_record(section: &mut Section, memory: &Memory<'_>) -> u64 {
    section.align(MemoryRecord::SIZE as u64);
    section.append_record(&MemoryRecord {
        base: memory.address,
        length: memory.initial,
        maximum: memory.maximum,
        page_size_log2: memory.page_size_log2().into(),
    })
}

fn table_record(section: &mut Section, table: &Table, address: u64) -> u64 {
    section.align(8);
    section.append_record(&TableRecord {
        base: address,
        length: table.initial,
        maximum: table.maximum,
    })
}

fn fixed_table(section: &mut Section, table: &Table) -> u64 {
    let address = section.align(VALUE_SIZE as u64);
    section.append_records(table.elements.iter().map(|element| element.to_bits()));
    // What the list leaves out at the end is null, which is zero.
    let end = address - section.address + table.initial * REFERENCE_SIZE as u64;
    section.bytes.resize(end as usize, 0);
    address
}
