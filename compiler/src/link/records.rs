//! The records that generated code and the runtime read, as bytes: fields in
//! their order, little-endian, as `repr(C)` lays them out.

use wasi2native_runtime_support::abi::descriptor::{
    EntryPoint, FunctionEntry, ProgramDescriptor, RegionPlan, Span, TrapSite,
};
use wasi2native_runtime_support::abi::records::{FuncDescriptor, MemoryRecord, TableRecord};

/// Something of a fixed number of bytes.
pub trait Record: Sized {
    const SIZE: usize;

    fn append_to(&self, bytes: &mut Vec<u8>);

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

macro_rules! numbers {
    ($($ty:ident)*) => {$(
        impl Record for $ty {
            const SIZE: usize = size_of::<$ty>();

            fn append_to(&self, bytes: &mut Vec<u8>) {
                bytes.extend_from_slice(&self.to_le_bytes());
            }

            fn take_from(bytes: &mut &[u8]) -> Option<$ty> {
                let (number, rest) = bytes.split_first_chunk()?;
                *bytes = rest;
                Some($ty::from_le_bytes(*number))
            }
        }
    )*};
}

numbers! { u8 u32 i32 u64 i64 }

impl Record for [u8; 3] {
    const SIZE: usize = 3;

    fn append_to(&self, bytes: &mut Vec<u8>) {
        bytes.extend_from_slice(self);
    }

    fn take_from(bytes: &mut &[u8]) -> Option<[u8; 3]> {
        let (array, rest) = bytes.split_first_chunk()?;
        *bytes = rest;
        Some(*array)
    }
}

macro_rules! records {
    ($($ty:ident { $($field:ident: $kind:ty),* })*) => {$(
        impl Record for $ty {
            const SIZE: usize = 0 $(+ <$kind>::SIZE)*;

            fn append_to(&self, bytes: &mut Vec<u8>) {
                // The compiler's alignment would put padding between fields
                // that a record has not.
                const { assert!(Self::SIZE == size_of::<$ty>()) };
                let $ty { $($field),* } = self;
                $($field.append_to(bytes);)*
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
        functions: Span, names: Span, regions: Span, entries: Span, capabilities: Span
    }
    TrapSite { code_offset: u32, trap: u8, padding: [u8; 3] }
    FunctionEntry { code_offset: u32, index: u32, name: u32, name_length: u32 }
    RegionPlan { address: u64, reserved: u64, accessible: u64, image_offset: u64, image_length: u64 }
    EntryPoint { thunk: i64, values: u64 }
    MemoryRecord { base: u64, length: u64, maximum: u64, page_size_log2: u64 }
    TableRecord { base: u64, length: u64, maximum: u64 }
    FuncDescriptor { code: i32, ty: u32 }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_record_is_its_fields_in_order() {
        let site = TrapSite { code_offset: 0x0403_0201, trap: 5, padding: [0; 3] };
        let mut bytes = Vec::new();
        site.append_to(&mut bytes);
        assert_eq!(bytes, [1, 2, 3, 4, 5, 0, 0, 0]);
        assert_eq!(decode::<TrapSite>(&bytes), Some(site));
        assert_eq!(decode::<TrapSite>(&bytes[1..]), None);
    }
}
