//! Copies and fills of memories and tables. Core, "Memory Instructions" and
//! "Table Instructions": everything is checked before anything is written.

use cranelift_codegen::ir::condcodes::IntCC;
use cranelift_codegen::ir::{Endianness, InstBuilder, MemFlagsData, Type, Value, types};
use wasi2native_runtime_support::abi::builtins::Builtin;
use wasi2native_runtime_support::abi::traps::Trap;

use super::emitter::Emitter;
use super::memory_access::Place;
use super::regions::Region;
use crate::program::{DataKey, ElementKey, MemoryKey, Symbol, TableKey};

/// Up to this many bytes are copied or filled without a call.
const INLINE_BYTES: u64 = 64;

/// The operands of an instruction that copies.
#[derive(Clone, Copy, Debug)]
pub struct Copy {
    /// Index in the destination, of its index type.
    pub to: Value,
    /// Index in the source, of its index type.
    pub from: Value,
    /// In bytes or elements.
    pub length: Value,
}

impl Emitter<'_, '_> {
    pub fn memory_copy(&mut self, to: MemoryKey, from: MemoryKey, copy: Copy) {
        let from_length = self.memory_length(from);
        self.check_range(copy.from, copy.length, from_length, Trap::MemoryOutOfBounds);
        let to_length = self.memory_length(to);
        self.check_range(copy.to, copy.length, to_length, Trap::MemoryOutOfBounds);
        let source = self.checked_address(from, copy.from);
        let source_flags = self.memory_flags(from);
        let destination = self.checked_address(to, copy.to);
        let destination_flags = self.memory_flags(to);
        self.copy_bytes((destination, destination_flags), (source, source_flags), copy.length);
    }

    pub fn memory_fill(&mut self, memory: MemoryKey, to: Value, byte: Value, length: Value) {
        let memory_length = self.memory_length(memory);
        self.check_range(to, length, memory_length, Trap::MemoryOutOfBounds);
        let address = self.checked_address(memory, to);
        match self.known_integer(length).map(|length| (length, chunks(length))) {
            Some((length, Some(chunks))) => {
                let flags = self.memory_flags(memory);
                self.fill_chunks(Place { flags, address, offset: 0 }, byte, length, &chunks);
            }
            _ => {
                let length = self.extend_to_64(length);
                self.call_builtin(Builtin::MemorySet, &[address, byte, length]);
            }
        }
    }

    /// `data` is `None` for a segment that is always empty.
    pub fn memory_init(&mut self, memory: MemoryKey, data: Option<DataKey>, copy: Copy) {
        let left = self.segment_length(data.map(Symbol::DataLength));
        self.check_range(copy.from, copy.length, left, Trap::MemoryOutOfBounds);
        let memory_length = self.memory_length(memory);
        self.check_range(copy.to, copy.length, memory_length, Trap::MemoryOutOfBounds);
        let Some(data) = data else { return };
        let segment = self.address(Symbol::Data(data));
        let from = self.extend_to_64(copy.from);
        let source = self.ins().iadd(segment, from);
        let source_flags = self.segment_flags();
        let destination = self.checked_address(memory, copy.to);
        let destination_flags = self.memory_flags(memory);
        self.copy_bytes((destination, destination_flags), (source, source_flags), copy.length);
    }

    pub fn table_copy(&mut self, to: TableKey, from: TableKey, copy: Copy) {
        let from_length = self.table_length(from);
        self.check_range(copy.from, copy.length, from_length, Trap::TableOutOfBounds);
        let to_length = self.table_length(to);
        self.check_range(copy.to, copy.length, to_length, Trap::TableOutOfBounds);
        let source = self.checked_element_address(from, copy.from);
        let destination = self.checked_element_address(to, copy.to);
        let bytes = self.element_distance(copy.length);
        self.call_builtin(Builtin::MemoryMove, &[destination, source, bytes]);
    }

    pub fn table_fill(&mut self, table: TableKey, to: Value, reference: Value, length: Value) {
        let table_length = self.table_length(table);
        self.check_range(to, length, table_length, Trap::TableOutOfBounds);
        let elements = self.checked_element_address(table, to);
        let length = self.extend_to_64(length);
        self.call_builtin(Builtin::TableFill, &[elements, reference, length]);
    }

    /// `elements` is `None` for a segment that is always empty.
    pub fn table_init(&mut self, table: TableKey, elements: Option<ElementKey>, copy: Copy) {
        let left = self.segment_length(elements.map(Symbol::ElementsLength));
        self.check_range(copy.from, copy.length, left, Trap::TableOutOfBounds);
        let table_length = self.table_length(table);
        self.check_range(copy.to, copy.length, table_length, Trap::TableOutOfBounds);
        let Some(elements) = elements else { return };
        let segment = self.address(Symbol::Elements(elements));
        let distance = self.element_distance(copy.from);
        let source = self.ins().iadd(segment, distance);
        let destination = self.checked_element_address(table, copy.to);
        let bytes = self.element_distance(copy.length);
        self.call_builtin(Builtin::MemoryMove, &[destination, source, bytes]);
    }

    /// `data.drop` and `elem.drop`: nothing is left of the segment.
    pub fn drop_segment(&mut self, length: Symbol) {
        let cell = self.address(length);
        let flags = self.flags(Region::Records);
        let zero = self.iconst(types::I64, 0);
        self.ins().store(flags, zero, cell, 0);
    }

    fn segment_length(&mut self, length: Option<Symbol>) -> Value {
        match length {
            Some(symbol) => {
                let cell = self.address(symbol);
                let flags = self.flags(Region::Records);
                self.ins().load(types::I64, flags, cell, 0)
            }
            None => self.iconst(types::I64, 0),
        }
    }

    /// Traps unless the `length` bytes or elements from `start` are within the
    /// first `limit`.
    fn check_range(&mut self, start: Value, length: Value, limit: Value, trap: Trap) {
        let start_type = self.value_type(start);
        let length = self.extend_to_64(length);
        let end = if start_type == types::I32 {
            // The lengths that go with 32-bit indices have 32 bits: the sum
            // has 33.
            let start = self.extend_to_64(start);
            self.ins().iadd(start, length)
        } else {
            self.add_or_trap(start, length, trap)
        };
        let outside = self.compare(IntCC::UnsignedGreaterThan, end, limit);
        self.trap_if(outside, trap);
    }

    /// Copies between places that may overlap.
    fn copy_bytes(
        &mut self,
        (to, to_flags): (Value, MemFlagsData),
        (from, from_flags): (Value, MemFlagsData),
        length: Value,
    ) {
        match self.known_integer(length).and_then(chunks) {
            Some(chunks) => {
                // All loads come before the first store, because the places may
                // overlap.
                let mut values = Vec::with_capacity(chunks.len());
                for &Chunk { ty, offset } in &chunks {
                    values.push(self.ins().load(ty, from_flags, from, offset));
                }
                for (&Chunk { offset, .. }, value) in chunks.iter().zip(values) {
                    self.ins().store(to_flags, value, to, offset);
                }
            }
            None => {
                let length = self.extend_to_64(length);
                self.call_builtin(Builtin::MemoryMove, &[to, from, length]);
            }
        }
    }

    fn fill_chunks(&mut self, place: Place, byte: Value, length: u64, chunks: &[Chunk]) {
        let byte = self.ins().ireduce(types::I8, byte);
        let pattern = if length >= 16 {
            self.ins().splat(types::I8X16, byte)
        } else {
            let wide = self.ins().uextend(types::I64, byte);
            let ones = self.iconst(types::I64, 0x0101_0101_0101_0101);
            self.ins().imul(wide, ones)
        };
        for &Chunk { ty, offset } in chunks {
            let value = self.reduce_to(ty, pattern);
            self.ins().store(place.flags, value, place.address, offset);
        }
    }

    /// Segments lie in read-only memory without alignment.
    fn segment_flags(&mut self) -> MemFlagsData {
        let region = Region::Constants.declare(self.builder.func);
        MemFlagsData::new()
            .with_endianness(Endianness::Little)
            .with_notrap()
            .with_readonly()
            .with_alias_region(Some(region))
    }
}

/// A part of a copy or fill that one instruction does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Chunk {
    ty: Type,
    offset: i32,
}

/// Covers `length` bytes with few chunks, of which the last may overlap the one
/// before it. From 16 bytes on, all are vectors. `None` where that is too many.
fn chunks(length: u64) -> Option<Vec<Chunk>> {
    if length > INLINE_BYTES {
        return None;
    }
    let length = length as i32;
    let ty = match length {
        0 => return Some(Vec::new()),
        1 => types::I8,
        2..4 => types::I16,
        4..8 => types::I32,
        8..16 => types::I64,
        _ => types::I8X16,
    };
    let size = ty.bytes() as i32;
    let whole = (0..length / size).map(|index| Chunk { ty, offset: index * size });
    let mut chunks: Vec<Chunk> = whole.collect();
    if length % size != 0 {
        chunks.push(Chunk { ty, offset: length - size });
    }
    Some(chunks)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn chunks_cover_every_byte_and_no_other() {
        for length in 0..=INLINE_BYTES {
            let mut covered = vec![false; length as usize];
            for Chunk { ty, offset } in chunks(length).expect("short enough") {
                for byte in offset..offset + ty.bytes() as i32 {
                    covered[byte as usize] = true;
                }
            }
            assert!(covered.iter().all(|&covered| covered), "length {length}");
        }
        assert_eq!(chunks(INLINE_BYTES + 1), None);
    }
}
