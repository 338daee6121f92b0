//! The records that generated code and the runtime read, as bytes: fields in
//! their order, little-endian, as `repr(C)` lays them out.

use std::convert::identity;

use wasi2native_runtime_support::abi::descriptor::{
    EntryPoint, FunctionEntry, ProgramDescriptor, RegionPlan, Span, TrapSite,
};
use wasi2native_runtime_support::abi::embedded::{EmbeddedFolders, Node, Root};
use wasi2native_runtime_support::abi::exceptions::{CallSite, ExceptionRoot, Handler, TagEntry};
use wasi2native_runtime_support::abi::lockdown::{FilterInstruction, LockdownPlan};
use wasi2native_runtime_support::abi::records::{FuncDescriptor, MemoryRecord, TableRecord};
use wasi2native_runtime_support::abi::threads::ThreadPlan;

/// Something of a fixed number of bytes.
pub trait Record: Sized {
    const SIZE: usize;

    /// Writes it to the front of bytes, which are enough, and returns the rest.
    fn write_to<'a>(&self, bytes: &'a mut [u8]) -> &'a mut [u8];

    /// Takes it off the front.
    fn take_from(bytes: &mut &[u8]) -> Option<Self>;
}

/// The record that some bytes are.
pub fn decode<R: Record>(mut bytes: &[u8]) -> Option<R> {
    R::take_from(&mut bytes).filter(|_| bytes.is_empty())
}

/// An array of records, read one by one.
pub fn decode_all<R: Record>(bytes: &[u8]) -> impl Iterator<Item = R> {
    bytes.chunks_exact(R::SIZE).filter_map(decode)
}

macro_rules! fields {
    ($($ty:ty: $from:expr, $to:expr;)*) => {$(
        impl Record for $ty {
            const SIZE: usize = size_of::<$ty>();

            fn write_to<'a>(&self, bytes: &'a mut [u8]) -> &'a mut [u8] {
                let (place, rest) = bytes.split_at_mut(Self::SIZE);
                place.copy_from_slice(&$to(*self));
                rest
            }

            fn take_from(bytes: &mut &[u8]) -> Option<$ty> {
                let (place, rest) = bytes.split_first_chunk()?;
                *bytes = rest;
                Some($from(*place))
            }
        }
    )*};
}

fields! {
    u8: u8::from_le_bytes, u8::to_le_bytes;
    u16: u16::from_le_bytes, u16::to_le_bytes;
    u32: u32::from_le_bytes, u32::to_le_bytes;
    i32: i32::from_le_bytes, i32::to_le_bytes;
    u64: u64::from_le_bytes, u64::to_le_bytes;
    i64: i64::from_le_bytes, i64::to_le_bytes;
    [u8; 3]: identity::<[u8; 3]>, identity::<[u8; 3]>;
}

macro_rules! records {
    ($($ty:ident { $($field:ident: $kind:ty),* })*) => {$(
        impl Record for $ty {
            const SIZE: usize = 0 $(+ <$kind>::SIZE)*;

            fn write_to<'a>(&self, bytes: &'a mut [u8]) -> &'a mut [u8] {
                // Otherwise there is padding that the fields do not tell of.
                const { assert!(Self::SIZE == size_of::<$ty>()) };
                let $ty { $($field),* } = self;
                $(let bytes = $field.write_to(bytes);)*
                bytes
            }

            fn take_from(bytes: &mut &[u8]) -> Option<$ty> {
                Some($ty { $($field: <$kind>::take_from(bytes)?),* })
            }
        }
    )*};
}

records! {
    Span { offset: i64, count: u64 }
    ProgramDescriptor {
        magic: u64, required_features: u64, stack_size: u64, code: Span, traps: Span,
        functions: Span, names: Span, regions: Span, entries: Span, capabilities: Span,
        tags: Span, exception_fields: Span, handler_sites: Span, handlers: Span,
        stack_maps: Span, stack_map_slots: Span, exception_roots: Span, lockdown: LockdownPlan,
        arguments: Span, embedded: EmbeddedFolders, sum: u64
    }
    EmbeddedFolders { roots: Span, nodes: Span, names: Span, content: Span }
    Root { name: u64, name_length: u32, node: u32 }
    Node {
        name: u64, name_length: u32, kind: u32, start: u64, length: u64, parent: u32,
        link_count: u32, time: u64
    }
    LockdownPlan { filter: Span, newest_landlock: u32, flags: u32 }
    FilterInstruction { code: u16, if_true: u8, if_false: u8, operand: u32 }
    ThreadPlan {
        first_slot: u64, slot_size: u64, slot_count: u64, exceptions: u64, state: Span, tables: Span,
        entry: u64
    }
    TrapSite { code_offset: u32, trap: u8, padding: [u8; 3] }
    FunctionEntry { code_offset: u32, index: u32, name: u32, name_length: u32 }
    RegionPlan { address: u64, reserved: u64, accessible: u64, image_offset: u64, image_length: u64 }
    EntryPoint { thunk: i64, values: u64 }
    MemoryRecord { base: u64, length: u64, maximum: u64, page_size_log2: u64 }
    TableRecord { base: u64, length: u64, maximum: u64 }
    FuncDescriptor { code: i32, ty: u32 }
    TagEntry {
        size: u32, first_field: u32, field_count: u32, index: u32, name: u32, name_length: u32
    }
    CallSite { return_offset: u32, frame_offset: u32, first: u32, count: u32 }
    Handler { tag: u32, code_offset: u32 }
    ExceptionRoot { place: i64, count: u64 }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_record_is_its_fields_in_order() {
        let site = TrapSite { code_offset: 0x0403_0201, trap: 5, padding: [0; 3] };
        let mut bytes = [0; TrapSite::SIZE];
        site.write_to(&mut bytes);
        assert_eq!(bytes, [1, 2, 3, 4, 5, 0, 0, 0]);
        assert_eq!(decode::<TrapSite>(&bytes), Some(site));
        assert_eq!(decode::<TrapSite>(&bytes[1..]), None);
    }
}
