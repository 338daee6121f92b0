//! One file per family of instructions.

mod atomic;
mod call;
mod control;
mod conversion;
mod exception;
mod float;
mod integer;
mod memory;
mod parametric;
mod reference;
mod relaxed_simd;
mod simd;
mod table;
mod unsupported;
mod variable;
mod wide_arithmetic;

use wasmparser::Operator;

use super::function::FunctionTranslator;
use crate::error::Result;

/// Whether a family has an instruction.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    Translated,
    NotInThisFamily,
}

type Family = fn(&mut FunctionTranslator<'_, '_>, &Operator<'_>) -> Result<Outcome>;

/// Frequent ones first.
const FAMILIES: &[Family] = &[
    variable::translate,
    integer::translate,
    control::translate,
    memory::translate,
    call::translate,
    parametric::translate,
    float::translate,
    conversion::translate,
    reference::translate,
    simd::translate,
    table::translate,
    exception::translate,
    atomic::translate,
    relaxed_simd::translate,
    wide_arithmetic::translate,
];

/// Translates an instruction at a place that can be reached.
///
/// # Errors
/// It has no translation.
pub fn translate(t: &mut FunctionTranslator<'_, '_>, operator: &Operator<'_>) -> Result<()> {
    for family in FAMILIES {
        if family(t, operator)? == Outcome::Translated {
            return Ok(());
        }
    }
    Err(unsupported::error(operator))
}
