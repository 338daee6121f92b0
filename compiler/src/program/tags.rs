//! Tags, and where an exception keeps its values. Core, "Tags" and "Exceptions".

use wasi2native_runtime_support::abi::exceptions::ExceptionObject;
use wasmparser::{AbstractHeapType, FuncType, HeapType, ValType};

use super::TypeKey;

/// What exceptions are told apart by.
#[derive(Clone, Debug)]
pub struct Tag<'a> {
    pub ty: TypeKey,
    /// Index in the module that defines it.
    pub index: u32,
    pub name: Option<&'a str>,
    /// The values of its exceptions.
    pub values: Vec<ExceptionValue>,
}

/// A value of an exception.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ExceptionValue {
    pub ty: ValType,
    /// Bytes from the start of the object.
    pub offset: u32,
}

impl Tag<'_> {
    /// Bytes of an object with this tag.
    pub fn object_size(&self) -> u32 {
        let end = self
            .values
            .last()
            .map_or(ExceptionObject::SIZE, |last| last.offset + value_size(last.ty));
        end.next_multiple_of(ExceptionObject::ALIGNMENT)
    }
}

/// Lays the values of a tag's exceptions out, one behind the other.
pub fn exception_values(ty: &FuncType) -> Vec<ExceptionValue> {
    let mut end = ExceptionObject::SIZE;
    let place = |&ty: &ValType| {
        let offset = end.next_multiple_of(value_size(ty));
        end = offset + value_size(ty);
        ExceptionValue { ty, offset }
    };
    ty.params().iter().map(place).collect()
}

/// Whether values of a type are references to exceptions, which must be known
/// wherever they are kept.
pub fn refers_to_exception(ty: ValType) -> bool {
    let ValType::Ref(ty) = ty else { return false };
    // Of the bottom type there is only null.
    matches!(ty.heap_type(), HeapType::Abstract { ty: AbstractHeapType::Exn, .. })
}

fn value_size(ty: ValType) -> u32 {
    match ty {
        ValType::V128 => ExceptionObject::ALIGNMENT,
        _ => ExceptionObject::VALUE_ALIGNMENT,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_do_not_overlap_and_vectors_are_aligned() {
        let ty = FuncType::new([ValType::I32, ValType::V128, ValType::EXNREF, ValType::F64], []);
        let values = exception_values(&ty);
        let offsets: Vec<u32> = values.iter().map(|value| value.offset).collect();
        assert_eq!(offsets, [8, 16, 32, 40]);
        let tag = Tag { ty: TypeKey::from_u32(0), index: 0, name: None, values };
        assert_eq!(tag.object_size(), 48);
    }
}
