//! Canonical types: equal types of any modules of the program get the same key.
//!
//! Core, "Type Equivalence" and "Matching": types are compared by recursion
//! group, references inside a group by their place in it.

use std::collections::HashMap;

use cranelift_codegen::entity::{EntityRef, PrimaryMap};
use wasmparser::{
    AbstractHeapType, CompositeInnerType, FieldType, HeapType, PackedIndex, RefType, StorageType,
    SubType, UnpackedIndex, ValType,
};

use super::TypeKey;
use crate::error::{Error, Result};
use crate::wasm::{Module, TypeIndex};

/// Every type of the program.
#[derive(Debug, Default)]
pub struct CanonicalTypes {
    types: PrimaryMap<TypeKey, CanonicalType>,
    /// The first key of each known recursion group.
    groups: HashMap<Vec<CanonicalType>, TypeKey>,
}

/// A type without reference to the module it came from.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct CanonicalType {
    pub is_final: bool,
    pub supertype: Option<Heap>,
    pub shape: Shape,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Shape {
    Function { parameters: Vec<ValueType>, results: Vec<ValueType> },
    Struct(Vec<Field>),
    Array(Field),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Field {
    storage: Storage,
    mutable: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
enum Storage {
    I8,
    I16,
    Value(ValueType),
}

/// A value type whose references are canonical.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum ValueType {
    I32,
    I64,
    F32,
    F64,
    V128,
    Reference { nullable: bool, heap: Heap },
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Heap {
    Abstract(AbstractHeapType),
    Concrete(TypeKey),
    /// A member of the same recursion group, in a group's own description.
    Member(u32),
}

impl CanonicalTypes {
    /// The keys of a module's types, in order.
    ///
    /// # Errors
    /// Types of proposals that the compiler has not.
    pub fn add(&mut self, module: &Module<'_>) -> Result<PrimaryMap<TypeIndex, TypeKey>> {
        let mut keys = PrimaryMap::with_capacity(module.types.len());
        for &length in &module.recursion_groups {
            let start = keys.len();
            let members = start..start + length as usize;
            let mut reader = Reader { start, keys: &keys };
            let group: Vec<CanonicalType> = members
                .map(|index| reader.sub_type(&module.types[TypeIndex::new(index)]))
                .collect::<Result<_>>()?;
            let first = self.intern(group);
            for member in 0..length {
                keys.push(TypeKey::from_u32(first.as_u32() + member));
            }
        }
        Ok(keys)
    }

    /// What a value type of a module means program-wide.
    pub fn value_type(&self, keys: &PrimaryMap<TypeIndex, TypeKey>, ty: ValType) -> ValueType {
        Reader { start: usize::MAX, keys }.value_type(ty)
    }

    /// Core, "Matching": whether a `sub` can stand where a `super_` is expected.
    pub fn matches(&self, sub: ValueType, super_: ValueType) -> bool {
        match (sub, super_) {
            (
                ValueType::Reference { nullable: sub_nullable, heap: sub },
                ValueType::Reference { nullable, heap },
            ) => (nullable || !sub_nullable) && self.heap_matches(sub, heap),
            _ => sub == super_,
        }
    }

    /// Whether defined type `sub` is `super_` or declared below it.
    pub fn is_subtype(&self, sub: TypeKey, super_: TypeKey) -> bool {
        let mut key = sub;
        loop {
            if key == super_ {
                return true;
            }
            match self.types[key].supertype {
                Some(Heap::Concrete(parent)) => key = parent,
                _ => return false,
            }
        }
    }

    fn heap_matches(&self, sub: Heap, super_: Heap) -> bool {
        use AbstractHeapType as A;
        match (sub, super_) {
            (Heap::Concrete(sub), Heap::Concrete(super_)) => self.is_subtype(sub, super_),
            (Heap::Concrete(sub), Heap::Abstract(super_)) => match self.types[sub].shape {
                Shape::Function { .. } => super_ == A::Func,
                Shape::Struct(_) => matches!(super_, A::Struct | A::Eq | A::Any),
                Shape::Array(_) => matches!(super_, A::Array | A::Eq | A::Any),
            },
            (Heap::Abstract(sub), Heap::Concrete(super_)) => match self.types[super_].shape {
                Shape::Function { .. } => sub == A::NoFunc,
                Shape::Struct(_) | Shape::Array(_) => sub == A::None,
            },
            (Heap::Abstract(sub), Heap::Abstract(super_)) => {
                sub == super_
                    || match super_ {
                        A::Func => sub == A::NoFunc,
                        A::Extern => sub == A::NoExtern,
                        A::Exn => sub == A::NoExn,
                        A::Any => {
                            matches!(sub, A::Eq | A::I31 | A::Struct | A::Array | A::None)
                        }
                        A::Eq => matches!(sub, A::I31 | A::Struct | A::Array | A::None),
                        A::I31 | A::Struct | A::Array => sub == A::None,
                        _ => false,
                    }
            }
            (Heap::Member(_), _) | (_, Heap::Member(_)) => false,
        }
    }

    fn intern(&mut self, group: Vec<CanonicalType>) -> TypeKey {
        if let Some(&first) = self.groups.get(&group) {
            return first;
        }
        let first = self.types.next_key();
        for ty in &group {
            self.types.push(ty.with_members(first));
        }
        self.groups.insert(group, first);
        first
    }
}

impl CanonicalType {
    /// The type with its group's members replaced by their keys.
    fn with_members(&self, first: TypeKey) -> CanonicalType {
        let heap = |heap: Heap| match heap {
            Heap::Member(member) => Heap::Concrete(TypeKey::from_u32(first.as_u32() + member)),
            other => other,
        };
        let value = |ty: &ValueType| match *ty {
            ValueType::Reference { nullable, heap: h } => {
                ValueType::Reference { nullable, heap: heap(h) }
            }
            number => number,
        };
        let field = |field: &Field| match field.storage {
            Storage::Value(ty) => Field { storage: Storage::Value(value(&ty)), ..*field },
            _ => *field,
        };
        CanonicalType {
            is_final: self.is_final,
            supertype: self.supertype.map(heap),
            shape: match &self.shape {
                Shape::Function { parameters, results } => Shape::Function {
                    parameters: parameters.iter().map(value).collect(),
                    results: results.iter().map(value).collect(),
                },
                Shape::Struct(fields) => Shape::Struct(fields.iter().map(field).collect()),
                Shape::Array(element) => Shape::Array(field(element)),
            },
        }
    }
}

/// Reads one recursion group of a module.
struct Reader<'a> {
    /// Index of the group's first type.
    start: usize,
    /// The keys of the types before the group.
    keys: &'a PrimaryMap<TypeIndex, TypeKey>,
}

impl Reader<'_> {
    fn sub_type(&mut self, ty: &SubType) -> Result<CanonicalType> {
        if ty.composite_type.shared {
            return Err(Error::unsupported("shared types are not supported"));
        }
        let shape = match &ty.composite_type.inner {
            CompositeInnerType::Func(ty) => Shape::Function {
                parameters: ty.params().iter().map(|&ty| self.value_type(ty)).collect(),
                results: ty.results().iter().map(|&ty| self.value_type(ty)).collect(),
            },
            CompositeInnerType::Struct(ty) => {
                Shape::Struct(ty.fields.iter().map(|field| self.field(field)).collect())
            }
            CompositeInnerType::Array(ty) => Shape::Array(self.field(&ty.0)),
            CompositeInnerType::Cont(_) => {
                return Err(Error::unsupported(
                    "continuation types (stack switching) are not supported",
                ));
            }
        };
        let supertype = ty.supertype_idxs.first().map(|index| self.index(*index));
        Ok(CanonicalType { is_final: ty.is_final, supertype, shape })
    }

    fn field(&self, field: &FieldType) -> Field {
        let storage = match field.element_type {
            StorageType::I8 => Storage::I8,
            StorageType::I16 => Storage::I16,
            StorageType::Val(ty) => Storage::Value(self.value_type(ty)),
        };
        Field { storage, mutable: field.mutable }
    }

    fn value_type(&self, ty: ValType) -> ValueType {
        match ty {
            ValType::I32 => ValueType::I32,
            ValType::I64 => ValueType::I64,
            ValType::F32 => ValueType::F32,
            ValType::F64 => ValueType::F64,
            ValType::V128 => ValueType::V128,
            ValType::Ref(ty) => self.reference(ty),
        }
    }

    fn reference(&self, ty: RefType) -> ValueType {
        let heap = match ty.heap_type() {
            HeapType::Abstract { ty, .. } => Heap::Abstract(ty),
            HeapType::Concrete(index) | HeapType::Exact(index) => self.unpacked(index),
        };
        ValueType::Reference { nullable: ty.is_nullable(), heap }
    }

    fn index(&self, index: PackedIndex) -> Heap {
        self.unpacked(index.unpack())
    }

    fn unpacked(&self, index: UnpackedIndex) -> Heap {
        match index {
            UnpackedIndex::Module(index) if index as usize >= self.start => {
                Heap::Member(index - self.start as u32)
            }
            UnpackedIndex::Module(index) => {
                Heap::Concrete(self.keys[TypeIndex::new(index as usize)])
            }
            UnpackedIndex::RecGroup(index) => Heap::Member(index),
            UnpackedIndex::Id(_) => unreachable!("types are read as parsed, not as validated"),
        }
    }
}
