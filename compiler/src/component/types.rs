//! Types of values that components exchange, with the resource types in them
//! known, and how they lie in memory and among a core function's parameters.
//!
//! Component Model, "Canonical ABI Explainer": Alignment, Element Size,
//! Flattening, Despecialization.

use std::collections::HashMap;

use cranelift_codegen::entity::PrimaryMap;
use wasmparser::ValType;

use super::graph::ResourceKey;
use crate::indices::typed_indices;

typed_indices! {
    /// Equal for equal types, whichever component wrote them down.
    ValueTypeKey = "valtype";
    FuncTypeKey = "functype";
}

/// Component Model, "Canonical ABI Explainer", Flattening: more parameters than
/// these go through memory.
pub const MAX_FLAT_PARAMS: usize = 16;
/// And more results than this.
pub const MAX_FLAT_RESULTS: usize = 1;

/// A type of values. Tuples are records; options, results and enums are variants.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum ValueType {
    Bool,
    /// An integer of 8, 16, 32 or 64 bits.
    Integer {
        bits: u8,
        signed: bool,
    },
    F32,
    F64,
    Char,
    String,
    List(ValueTypeKey),
    Record(Box<[(Box<str>, ValueTypeKey)]>),
    Variant(Box<[(Box<str>, Option<ValueTypeKey>)]>),
    Flags(Box<[Box<str>]>),
    Own(ResourceKey),
    Borrow(ResourceKey),
}

/// How a value lies in memory and in parameters.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Layout {
    /// In bytes; a multiple of the alignment.
    pub size: u32,
    pub align: u32,
    /// `None` where there are more than [`MAX_FLAT_PARAMS`].
    pub flat: Option<Box<[ValType]>>,
    /// Whether handles are in it that are valid during a call alone.
    pub has_borrow: bool,
    /// Whether strings or lists are in it, which need room of their own.
    pub allocates: bool,
    /// Whether every pattern of bytes is a value, with the same meaning in every
    /// memory.
    pub is_plain: bool,
}

/// The type of a component's function.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct FuncType {
    pub parameters: Box<[ValueTypeKey]>,
    pub result: Option<ValueTypeKey>,
}

/// Every type of a flattened component.
#[derive(Debug, Default)]
pub struct Types {
    values: PrimaryMap<ValueTypeKey, (ValueType, Layout)>,
    known_values: HashMap<ValueType, ValueTypeKey>,
    functions: PrimaryMap<FuncTypeKey, FuncType>,
    known_functions: HashMap<FuncType, FuncTypeKey>,
}

/// The values of a function at the core level.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FlatSignature {
    pub parameters: Vec<ValType>,
    pub results: Vec<ValType>,
    /// Whether the parameters are in memory, and their address is passed.
    pub spilled_parameters: bool,
    /// Whether the result is in memory: a lifted function returns its address, a
    /// lowered one is told the address by its last parameter.
    pub spilled_result: bool,
}

/// On which side of a call a core function is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Side {
    /// It implements the component's function.
    Lifted,
    /// It calls the component's function.
    Lowered,
}

impl Types {
    /// The key of a type.
    pub fn value(&mut self, ty: ValueType) -> ValueTypeKey {
        if let Some(&known) = self.known_values.get(&ty) {
            return known;
        }
        let layout = self.compute_layout(&ty);
        let key = self.values.push((ty.clone(), layout));
        self.known_values.insert(ty, key);
        key
    }

    pub fn function(&mut self, ty: FuncType) -> FuncTypeKey {
        if let Some(&known) = self.known_functions.get(&ty) {
            return known;
        }
        let key = self.functions.push(ty.clone());
        self.known_functions.insert(ty, key);
        key
    }

    pub fn get(&self, key: ValueTypeKey) -> &ValueType {
        &self.values[key].0
    }

    pub fn layout(&self, key: ValueTypeKey) -> &Layout {
        &self.values[key].1
    }

    pub fn get_function(&self, key: FuncTypeKey) -> &FuncType {
        &self.functions[key]
    }

    /// Whether a value of this type needs room besides its own.
    pub fn allocates(&self, key: ValueTypeKey) -> bool {
        self.layout(key).allocates
    }

    /// Component Model, "Canonical ABI Explainer", `flatten_functype`.
    pub fn signature(&self, ty: &FuncType, side: Side) -> FlatSignature {
        let mut parameters = Vec::new();
        let mut spilled_parameters = false;
        for &parameter in &ty.parameters {
            match &self.layout(parameter).flat {
                Some(flat) => parameters.extend(flat.iter().copied()),
                None => spilled_parameters = true,
            }
        }
        if spilled_parameters || parameters.len() > MAX_FLAT_PARAMS {
            spilled_parameters = true;
            parameters = vec![ValType::I32];
        }
        let result = ty.result.map(|result| &self.layout(result).flat);
        let (mut results, spilled_result) = match result {
            None => (Vec::new(), false),
            Some(Some(flat)) if flat.len() <= MAX_FLAT_RESULTS => (flat.to_vec(), false),
            Some(_) => (vec![ValType::I32], true),
        };
        if spilled_result && side == Side::Lowered {
            parameters.append(&mut results);
        }
        FlatSignature { parameters, results, spilled_parameters, spilled_result }
    }

    /// The layout of values behind each other, as of a record.
    pub fn layout_of_sequence(&self, fields: &[ValueTypeKey]) -> Layout {
        let mut layout = Layout {
            size: 0,
            align: 1,
            flat: Some(Box::default()),
            has_borrow: false,
            allocates: false,
            is_plain: true,
        };
        for &field in fields {
            let field = self.layout(field);
            let start = align_to(layout.size, field.align);
            // What lies between the fields is no business of the other side.
            layout.is_plain &= field.is_plain && start == layout.size;
            layout.size = start.saturating_add(field.size);
            layout.align = layout.align.max(field.align);
            layout.flat = join_flat(layout.flat.as_deref(), field.flat.as_deref());
            layout.has_borrow |= field.has_borrow;
            layout.allocates |= field.allocates;
        }
        layout.is_plain &= layout.size.is_multiple_of(layout.align);
        layout.size = align_to(layout.size, layout.align);
        layout
    }

    /// Where each of the values behind each other begins.
    pub fn offsets(&self, fields: &[ValueTypeKey]) -> Vec<u32> {
        let mut end = 0u32;
        let place = |&field: &ValueTypeKey| {
            let layout = self.layout(field);
            let start = align_to(end, layout.align);
            end = start.saturating_add(layout.size);
            start
        };
        fields.iter().map(place).collect()
    }

    /// Where a variant's payload begins.
    pub fn payload_offset(&self, cases: &[(Box<str>, Option<ValueTypeKey>)]) -> u32 {
        let aligns = cases.iter().filter_map(|case| case.1).map(|ty| self.layout(ty).align);
        align_to(discriminant_size(cases.len()), aligns.max().unwrap_or(1))
    }

    fn compute_layout(&self, ty: &ValueType) -> Layout {
        let scalar = |size: u32, flat: ValType, is_plain: bool| Layout {
            size,
            align: size,
            flat: Some(Box::new([flat])),
            has_borrow: false,
            allocates: false,
            is_plain,
        };
        match ty {
            ValueType::Bool => scalar(1, ValType::I32, false),
            ValueType::Integer { bits: 64, .. } => scalar(8, ValType::I64, true),
            ValueType::Integer { bits, .. } => scalar(u32::from(*bits) / 8, ValType::I32, true),
            ValueType::F32 => scalar(4, ValType::F32, true),
            ValueType::F64 => scalar(8, ValType::F64, true),
            ValueType::Char => scalar(4, ValType::I32, false),
            ValueType::Own(_) => scalar(4, ValType::I32, false),
            ValueType::Borrow(_) => Layout { has_borrow: true, ..scalar(4, ValType::I32, false) },
            ValueType::String => Layout {
                size: 8,
                align: 4,
                flat: Some(Box::new([ValType::I32; 2])),
                has_borrow: false,
                allocates: true,
                is_plain: false,
            },
            ValueType::List(element) => Layout {
                size: 8,
                align: 4,
                flat: Some(Box::new([ValType::I32; 2])),
                has_borrow: self.layout(*element).has_borrow,
                allocates: true,
                is_plain: false,
            },
            ValueType::Flags(names) => {
                Layout { is_plain: false, ..scalar(flags_size(names.len()), ValType::I32, false) }
            }
            ValueType::Record(fields) => {
                let fields: Vec<ValueTypeKey> = fields.iter().map(|field| field.1).collect();
                self.layout_of_sequence(&fields)
            }
            ValueType::Variant(cases) => self.layout_of_variant(cases),
        }
    }

    fn layout_of_variant(&self, cases: &[(Box<str>, Option<ValueTypeKey>)]) -> Layout {
        let discriminant = discriminant_size(cases.len());
        let start = self.payload_offset(cases);
        let mut layout = Layout {
            size: discriminant,
            align: discriminant,
            flat: Some(Box::new([ValType::I32])),
            has_borrow: false,
            allocates: false,
            is_plain: false,
        };
        // Cases share their places; one that suits all of them has no other type.
        let mut payload: Option<Vec<ValType>> = Some(Vec::new());
        for case in cases.iter().filter_map(|case| case.1) {
            let case = self.layout(case);
            layout.size = layout.size.max(start.saturating_add(case.size));
            layout.align = layout.align.max(case.align);
            layout.has_borrow |= case.has_borrow;
            layout.allocates |= case.allocates;
            payload = match (payload, &case.flat) {
                (Some(mut joined), Some(flat)) => {
                    for (place, &ty) in flat.iter().enumerate() {
                        match joined.get_mut(place) {
                            Some(known) => *known = join(*known, ty),
                            None => joined.push(ty),
                        }
                    }
                    Some(joined)
                }
                _ => None,
            };
        }
        layout.size = align_to(layout.size, layout.align);
        layout.flat = join_flat(layout.flat.as_deref(), payload.as_deref());
        layout
    }
}

/// Component Model, "Canonical ABI Explainer", `join`.
pub fn join(left: ValType, right: ValType) -> ValType {
    match (left, right) {
        _ if left == right => left,
        (ValType::I32, ValType::F32) | (ValType::F32, ValType::I32) => ValType::I32,
        _ => ValType::I64,
    }
}

fn join_flat(head: Option<&[ValType]>, tail: Option<&[ValType]>) -> Option<Box<[ValType]>> {
    let joined = [head?, tail?].concat();
    (joined.len() <= MAX_FLAT_PARAMS).then(|| joined.into())
}

/// Bytes of the number of a case.
pub fn discriminant_size(cases: usize) -> u32 {
    match cases {
        0..=0x100 => 1,
        0x101..=0x1_0000 => 2,
        _ => 4,
    }
}

/// Bytes of a set of flags.
pub fn flags_size(flags: usize) -> u32 {
    match flags {
        0..=8 => 1,
        9..=16 => 2,
        _ => 4,
    }
}

fn align_to(offset: u32, align: u32) -> u32 {
    offset.checked_next_multiple_of(align).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn name(text: &str) -> Box<str> {
        text.into()
    }

    #[test]
    fn records_are_padded_and_variants_joined() {
        let mut types = Types::default();
        let byte = types.value(ValueType::Integer { bits: 8, signed: false });
        let long = types.value(ValueType::Integer { bits: 64, signed: false });
        let float = types.value(ValueType::F32);
        let record = types.value(ValueType::Record(Box::new([
            (name("a"), byte),
            (name("b"), long),
            (name("c"), byte),
        ])));
        let layout = types.layout(record);
        assert_eq!((layout.size, layout.align), (24, 8));
        assert_eq!(types.offsets(&[byte, long, byte]), [0, 8, 16]);
        let variant = types.value(ValueType::Variant(Box::new([
            (name("a"), Some(float)),
            (name("b"), Some(byte)),
            (name("c"), None),
        ])));
        let layout = types.layout(variant);
        assert_eq!((layout.size, layout.align), (8, 4));
        assert_eq!(layout.flat.as_deref(), Some(&[ValType::I32, ValType::I32][..]));
        assert_eq!(join(ValType::F32, ValType::F64), ValType::I64);
    }

    #[test]
    fn what_is_too_long_to_be_flat_goes_through_memory() {
        let mut types = Types::default();
        let long = types.value(ValueType::Integer { bits: 64, signed: true });
        let fields: Box<[_]> = (0..17).map(|n| (name(&n.to_string()), long)).collect();
        let record = types.value(ValueType::Record(fields));
        assert_eq!(types.layout(record).flat, None);
        let ty = FuncType { parameters: Box::new([record]), result: Some(record) };
        let lowered = types.signature(&ty, Side::Lowered);
        assert!(lowered.spilled_parameters && lowered.spilled_result);
        assert_eq!(lowered.parameters, [ValType::I32; 2]);
        let lifted = types.signature(&ty, Side::Lifted);
        assert_eq!((lifted.parameters.len(), lifted.results.len()), (1, 1));
    }
}
