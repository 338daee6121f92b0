//! Forms native addresses inside linear memories; no other file does.
//!
//! Core, "Memory Instructions": the effective address is the sum of index and
//! offset without any wrapping, and the access traps unless effective address
//! plus width are within the memory's length.
//!
//! [`Bounds::Guarded`]: index < 2^32, offset < 2^32 and width ≤ 16, so an access
//! ends less than 8 GiB + 16 bytes past the base. All of that is reserved for
//! the memory alone and inaccessible past its length: the MMU makes the
//! comparison. This holds for as long as the index is zero-extended on its own.
//! A wasm `i32.add` must never be taken for a part of the address, for it wraps
//! at 2^32 and the address does not; but for what `known_addresses` knows.
//!
//! [`Bounds::Explicit`]: the code compares with the length in the memory's record
//! before each access.

use cranelift_codegen::ir::condcodes::IntCC;
use cranelift_codegen::ir::{Endianness, InstBuilder, MemFlagsData, Value, types};
use wasi2native_runtime_support::abi::records::MemoryRecord;
use wasi2native_runtime_support::abi::traps::Trap;

use super::emitter::Emitter;
use super::known_addresses::Sum;
use super::regions::Region;
use super::traps;
use crate::program::{Bounds, MemoryKey, Symbol};

/// Where a load or store goes: the native address is `address + offset`.
#[derive(Clone, Copy, Debug)]
pub struct Place {
    pub flags: MemFlagsData,
    pub address: Value,
    pub offset: i32,
}

/// What a memory instruction says of its access.
#[derive(Clone, Copy, Debug)]
pub struct Access {
    pub memory: MemoryKey,
    /// Added to the index.
    pub offset: u64,
    /// In bytes, at most 16.
    pub width: u64,
}

impl Emitter<'_, '_> {
    /// The place of an access, which is checked here or by the MMU.
    pub fn memory_place(&mut self, access: Access, index: Value) -> Place {
        if self.program.memories[access.memory].bounds == Bounds::Explicit {
            self.check_access(access, index);
        }
        let flags = self.memory_flags(access.memory);
        let sum = self.index_sum(access.memory, index);
        if let Some(sum) = &sum
            && let Some(place) = self.known_place(access, index, sum, flags)
        {
            return place;
        }
        let address = self.checked_address(access.memory, index);
        if let Some(sum) = sum {
            self.known.learn(access.memory, sum, address, 0);
        }
        match i32::try_from(access.offset) {
            Ok(offset) => Place { flags, address, offset },
            Err(_) => {
                let offset = self.iconst(types::I64, access.offset);
                let address = self.ins().iadd(address, offset);
                Place { flags, address, offset: 0 }
            }
        }
    }

    /// The place of an access whose index is a constant away from one whose native
    /// address is known.
    fn known_place(
        &mut self,
        access: Access,
        index: Value,
        sum: &Sum,
        flags: MemFlagsData,
    ) -> Option<Place> {
        if let Some(known) = self.known.find(access.memory, sum, access.offset) {
            let offset = i32::try_from(access.offset).ok()?.checked_add(known.distance)?;
            return Some(Place { flags, address: known.address, offset });
        }
        // `x - constant`: see what `known_addresses` says of those that wrap.
        if access.offset != 0 {
            return None;
        }
        let operand = self.operand_beside_constant(index)?;
        let operand_sum = self.index_sum(access.memory, operand)?;
        let distance = sum.distance_below(&operand_sum)?;
        let address = self.checked_address(access.memory, operand);
        self.known.learn(access.memory, operand_sum, address, distance);
        Some(Place { flags, address, offset: distance })
    }

    /// The place of an atomic access. Threads, "Atomic Memory Instructions":
    /// traps unless the effective address is a multiple of the width.
    pub fn atomic_place(&mut self, access: Access, index: Value) -> Place {
        let effective = self.aligned_effective_address(access, index);
        self.memory_place(Access { offset: 0, ..access }, effective)
    }

    /// The effective address as 64 bits, checked against the length by a
    /// comparison even where the MMU could do it.
    pub fn atomic_address_checked(&mut self, access: Access, index: Value) -> Value {
        let effective = self.aligned_effective_address(access, index);
        self.check_access(Access { offset: 0, ..access }, effective);
        effective
    }

    fn aligned_effective_address(&mut self, access: Access, index: Value) -> Value {
        let offset = self.iconst(types::I64, access.offset);
        let effective = match self.value_type(index) {
            // 33 bits: the sum cannot wrap.
            types::I32 => {
                let index = self.extend_to_64(index);
                self.ins().iadd(index, offset)
            }
            _ => self.add_or_trap(index, offset, Trap::MemoryOutOfBounds),
        };
        if access.width > 1 {
            let misalignment = self.ins().band_imm_u(effective, (access.width - 1) as i64);
            self.trap_if(misalignment, Trap::UnalignedAtomic);
        }
        effective
    }

    /// Traps unless the access is within the memory's length.
    fn check_access(&mut self, access: Access, index: Value) {
        let minimum = self.program.memories[access.memory].initial;
        let Some(end) = access.offset.checked_add(access.width) else {
            // Past 2^64, whatever the index.
            let always = self.iconst(types::I8, 1);
            self.trap_if(always, Trap::MemoryOutOfBounds);
            return;
        };
        let length = self.memory_length(access.memory);
        let outside = if self.value_type(index) == types::I32 {
            // Below 2^33 + 16: the sum cannot wrap.
            let index = self.extend_to_64(index);
            let end = self.ins().iadd_imm_u(index, end as i64);
            self.compare(IntCC::UnsignedGreaterThan, end, length)
        } else if end <= minimum {
            // Memories do not shrink: the difference cannot be negative.
            let end = self.iconst(types::I64, end);
            let last = self.ins().isub(length, end);
            self.compare(IntCC::UnsignedGreaterThan, index, last)
        } else {
            let end = self.iconst(types::I64, end);
            let end = self.add_or_trap(index, end, Trap::MemoryOutOfBounds);
            self.compare(IntCC::UnsignedGreaterThan, end, length)
        };
        self.trap_if(outside, Trap::MemoryOutOfBounds);
    }

    /// The native address of a byte of the memory whose range was checked.
    pub fn checked_address(&mut self, memory: MemoryKey, index: Value) -> Value {
        let base = self.memory_base(memory);
        let index = self.extend_to_64(index);
        self.ins().iadd(base, index)
    }

    /// The memory's current length in bytes.
    pub fn memory_length(&mut self, memory: MemoryKey) -> Value {
        let record = self.address(Symbol::MemoryRecord(memory));
        let flags = self.flags(Region::Records);
        if !self.program.memories[memory].ty.shared {
            return self.ins().load(types::I64, flags, record, MemoryRecord::LENGTH);
        }
        // Another thread may have made it grow: what an earlier load said does
        // not count.
        let place = self.ins().iadd_imm_u(record, i64::from(MemoryRecord::LENGTH));
        self.ins().atomic_load(types::I64, flags, place)
    }

    /// Of an access to the memory. Even where a comparison came first, a fault
    /// means that the access is out of bounds. Guest addresses need no alignment.
    pub fn memory_flags(&mut self, memory: MemoryKey) -> MemFlagsData {
        let region = Region::Memory(memory).declare(self.builder.func);
        MemFlagsData::new()
            .with_endianness(Endianness::Little)
            .with_trap_code(Some(traps::to_clif(Trap::MemoryOutOfBounds)))
            .with_alias_region(Some(region))
    }

    /// The native address of byte 0: [`MemoryRecord::BASE`], the record's first field.
    fn memory_base(&mut self, memory: MemoryKey) -> Value {
        self.base_in_record(Symbol::MemoryRecord(memory))
    }
}

const _: () = assert!(MemoryRecord::BASE == 0);
