//! Values as scripts write them, and what a result is compared with.

use super::component_value::ComponentValue;
use wast::core::{NanPattern, V128Pattern, WastArgCore, WastRetCore};
use wast::token::{F32, F64};
use wast::{WastArg, WastRet};

/// An argument as an entry takes it: little-endian, zero-extended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Value(pub u128);

/// A result, or a pattern that it must fit.
#[derive(Clone, Debug)]
pub enum Expected {
    /// These bits, the upper ones zero.
    Bits(u128),
    F32(Nan<u32>),
    F64(Nan<u64>),
    /// A vector of floats, lane by lane.
    F32x4([Nan<u32>; 4]),
    F64x2([Nan<u64>; 2]),
    /// A reference that is null, or not.
    Null,
    NotNull,
    Either(Vec<Expected>),
    /// An unsigned number that is not less.
    AtLeast(u128),
    /// What a component's function returns.
    Component(ComponentValue),
}

/// A float's bits, or a set of NaNs. Core, "Floating-Point Values".
#[derive(Clone, Copy, Debug)]
pub enum Nan<Bits> {
    Canonical,
    Arithmetic,
    Bits(Bits),
}

/// References are 32 bits, null is 0.
fn host_reference(number: u32) -> u128 {
    u128::from(number) + 1
}

impl Value {
    pub fn from_wast(value: &WastArg<'_>) -> Result<Value, &'static str> {
        let WastArg::Core(value) = value else {
            return Err("a component's value is not supported");
        };
        Ok(Value(match value {
            WastArgCore::I32(value) => u128::from(*value as u32),
            WastArgCore::I64(value) => u128::from(*value as u64),
            WastArgCore::F32(value) => u128::from(value.bits),
            WastArgCore::F64(value) => u128::from(value.bits),
            WastArgCore::V128(value) => u128::from_le_bytes(value.to_le_bytes()),
            WastArgCore::RefNull(_) => 0,
            WastArgCore::RefExtern(number) | WastArgCore::RefHost(number) => {
                host_reference(*number)
            }
        }))
    }
}

impl Expected {
    pub fn from_wast(expected: WastRet<'_>) -> Result<Expected, &'static str> {
        match expected {
            WastRet::Core(expected) => Expected::from_core(expected),
            WastRet::Component(value) => Ok(Expected::Component(ComponentValue::from_wast(&value))),
            _ => Err("a component's value is not supported"),
        }
    }

    fn from_core(expected: WastRetCore<'_>) -> Result<Expected, &'static str> {
        Ok(match expected {
            WastRetCore::I32(value) => Expected::Bits(u128::from(value as u32)),
            WastRetCore::I64(value) => Expected::Bits(u128::from(value as u64)),
            WastRetCore::F32(value) => Expected::F32(f32_pattern(&value)),
            WastRetCore::F64(value) => Expected::F64(f64_pattern(&value)),
            WastRetCore::V128(pattern) => vector(&pattern),
            WastRetCore::RefNull(_) => Expected::Null,
            WastRetCore::RefExtern(Some(number)) | WastRetCore::RefHost(number) => {
                Expected::Bits(host_reference(number))
            }
            WastRetCore::RefExtern(None)
            | WastRetCore::RefFunc(_)
            | WastRetCore::RefAny
            | WastRetCore::RefEq
            | WastRetCore::RefArray
            | WastRetCore::RefStruct
            | WastRetCore::RefI31
            | WastRetCore::RefI31Shared => Expected::NotNull,
            WastRetCore::Either(cases) => {
                let cases: Result<_, _> = cases.into_iter().map(Expected::from_core).collect();
                Expected::Either(cases?)
            }
        })
    }

    /// Whether a result is what is expected.
    pub fn matches(&self, actual: u128) -> bool {
        match self {
            Expected::Bits(bits) => actual == *bits,
            Expected::F32(pattern) => actual >> 32 == 0 && pattern.matches(actual as u32),
            Expected::F64(pattern) => actual >> 64 == 0 && pattern.matches(actual as u64),
            Expected::F32x4(lanes) => lanes
                .iter()
                .enumerate()
                .all(|(lane, pattern)| pattern.matches((actual >> (32 * lane)) as u32)),
            Expected::F64x2(lanes) => lanes
                .iter()
                .enumerate()
                .all(|(lane, pattern)| pattern.matches((actual >> (64 * lane)) as u64)),
            Expected::Null => actual == 0,
            Expected::NotNull => actual != 0,
            Expected::AtLeast(least) => actual >= *least,
            Expected::Component(_) => false,
            Expected::Either(cases) => cases.iter().any(|case| case.matches(actual)),
        }
    }
}

impl Nan<u32> {
    fn matches(self, actual: u32) -> bool {
        const CANONICAL: u32 = 0x7fc0_0000;
        match self {
            Nan::Canonical => actual & !(1 << 31) == CANONICAL,
            Nan::Arithmetic => actual & CANONICAL == CANONICAL,
            Nan::Bits(bits) => actual == bits,
        }
    }
}

impl Nan<u64> {
    fn matches(self, actual: u64) -> bool {
        const CANONICAL: u64 = 0x7ff8_0000_0000_0000;
        match self {
            Nan::Canonical => actual & !(1 << 63) == CANONICAL,
            Nan::Arithmetic => actual & CANONICAL == CANONICAL,
            Nan::Bits(bits) => actual == bits,
        }
    }
}

fn f32_pattern(pattern: &NanPattern<F32>) -> Nan<u32> {
    match pattern {
        NanPattern::CanonicalNan => Nan::Canonical,
        NanPattern::ArithmeticNan => Nan::Arithmetic,
        NanPattern::Value(value) => Nan::Bits(value.bits),
    }
}

fn f64_pattern(pattern: &NanPattern<F64>) -> Nan<u64> {
    match pattern {
        NanPattern::CanonicalNan => Nan::Canonical,
        NanPattern::ArithmeticNan => Nan::Arithmetic,
        NanPattern::Value(value) => Nan::Bits(value.bits),
    }
}

fn vector(pattern: &V128Pattern) -> Expected {
    fn integers<const N: usize, const LANES: usize>(lanes: [[u8; N]; LANES]) -> Expected {
        let mut bytes = [0; 16];
        bytes.copy_from_slice(lanes.as_flattened());
        Expected::Bits(u128::from_le_bytes(bytes))
    }
    match pattern {
        V128Pattern::I8x16(lanes) => integers(lanes.map(i8::to_le_bytes)),
        V128Pattern::I16x8(lanes) => integers(lanes.map(i16::to_le_bytes)),
        V128Pattern::I32x4(lanes) => integers(lanes.map(i32::to_le_bytes)),
        V128Pattern::I64x2(lanes) => integers(lanes.map(i64::to_le_bytes)),
        V128Pattern::F32x4(lanes) => Expected::F32x4([0, 1, 2, 3].map(|n| f32_pattern(&lanes[n]))),
        V128Pattern::F64x2(lanes) => Expected::F64x2([0, 1].map(|n| f64_pattern(&lanes[n]))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nan_patterns_are_sets_of_bits() {
        let canonical = Expected::F32(Nan::Canonical);
        assert!(canonical.matches(0x7fc0_0000) && canonical.matches(0xffc0_0000));
        assert!(!canonical.matches(0x7fc0_0001) && !canonical.matches(1 << 64 | 0x7fc0_0000));
        let arithmetic = Expected::F64(Nan::Arithmetic);
        assert!(arithmetic.matches(0x7ff8_0000_0000_0001));
        assert!(!arithmetic.matches(0x7ff0_0000_0000_0001));
    }

    #[test]
    fn lanes_are_little_endian() {
        let lanes = vector(&V128Pattern::I32x4([1, 2, 3, -1]));
        assert!(lanes.matches(0xffff_ffff_0000_0003_0000_0002_0000_0001));
    }
}
