//! Elements of tables: bounds and places.

use cranelift_codegen::ir::condcodes::IntCC;
use cranelift_codegen::ir::{InstBuilder, MemFlagsData, Value, types};
use wasi2native_runtime_support::abi::records::{REFERENCE_SIZE, TableRecord};
use wasi2native_runtime_support::abi::traps::Trap;

use super::emitter::Emitter;
use super::regions::Region;
use super::signatures::REFERENCE;
use crate::program::{Symbol, TableKey, TableStorage};

impl Emitter<'_, '_> {
    /// Reads an element; an index past the end traps as `trap` says.
    pub fn table_get(&mut self, table: TableKey, index: Value, trap: Trap) -> Value {
        let address = self.element_address(table, index, trap);
        let flags = self.table_flags(table);
        let reference = self.ins().load(REFERENCE, flags, address, 0);
        let ty = self.program.tables[table].ty.element_type;
        self.note_reference(reference, ty.into());
        reference
    }

    /// Core, "Table Instructions", `table.set`.
    pub fn table_set(&mut self, table: TableKey, index: Value, reference: Value) {
        let address = self.element_address(table, index, Trap::TableOutOfBounds);
        let flags = self.table_flags(table);
        self.ins().store(flags, reference, address, 0);
    }

    /// The table's current size in elements, as 64 bits.
    pub fn table_length(&mut self, table: TableKey) -> Value {
        match self.program.tables[table].storage {
            TableStorage::Fixed => self.iconst(types::I64, self.program.tables[table].initial),
            TableStorage::Growable { .. } | TableStorage::PerThread { .. } => {
                let record = self.address(Symbol::TableRecord(table));
                let flags = self.flags(Region::Records);
                self.ins().load(types::I64, flags, record, TableRecord::LENGTH)
            }
        }
    }

    /// The native address of an element whose index was checked.
    pub fn checked_element_address(&mut self, table: TableKey, index: Value) -> Value {
        let base = match self.program.tables[table].storage {
            TableStorage::Fixed => self.address(Symbol::Table(table)),
            // A growable table grows in place: its base never changes.
            TableStorage::Growable { .. } | TableStorage::PerThread { .. } => {
                self.base_in_record(Symbol::TableRecord(table))
            }
        };
        let distance = self.element_distance(index);
        self.ins().iadd(base, distance)
    }

    /// Bytes from the first of a number of elements to that at `index`. Sizes of
    /// tables are far below 2^62.
    pub fn element_distance(&mut self, index: Value) -> Value {
        let index = self.extend_to_64(index);
        self.ins().ishl_imm_u(index, i64::from(REFERENCE_SIZE.trailing_zeros()))
    }

    fn element_address(&mut self, table: TableKey, index: Value, trap: Trap) -> Value {
        let place = &self.program.tables[table];
        let outside = match (place.storage, self.value_type(index)) {
            // The size of a table with 32-bit indices is below 2^32 as well.
            (TableStorage::Fixed, ty) => {
                let length = self.iconst(ty, place.initial);
                self.compare(IntCC::UnsignedGreaterThanOrEqual, index, length)
            }
            (TableStorage::Growable { .. } | TableStorage::PerThread { .. }, _) => {
                let index = self.extend_to_64(index);
                let length = self.table_length(table);
                self.compare(IntCC::UnsignedGreaterThanOrEqual, index, length)
            }
        };
        self.trap_if(outside, trap);
        self.checked_element_address(table, index)
    }

    fn table_flags(&mut self, table: TableKey) -> MemFlagsData {
        self.flags(Region::Table(table))
    }
}

const _: () = assert!(TableRecord::BASE == 0);
const _: () = assert!(REFERENCE_SIZE == 4);
