//! Core, "Vector Instructions".
//!
//! CLIF has a type per lane shape where WebAssembly has v128 alone. An
//! instruction takes its operands as vectors of its own shape and leaves its
//! result as it is; see [`FunctionTranslator::pop_vector`].

mod compare;
pub mod convert;
pub mod float;
pub mod integer;
mod lanes;
mod memory;
mod shuffle;
mod swizzle;

use wasmparser::Operator;

use super::{Family, Outcome};
use crate::error::Result;
use crate::translate::function::FunctionTranslator;

const FAMILIES: &[Family] = &[
    memory::translate,
    integer::translate,
    float::translate,
    lanes::translate,
    compare::translate,
    convert::translate,
];

pub fn translate(t: &mut FunctionTranslator<'_, '_>, operator: &Operator<'_>) -> Result<Outcome> {
    for family in FAMILIES {
        if family(t, operator)? == Outcome::Translated {
            return Ok(Outcome::Translated);
        }
    }
    Ok(Outcome::NotInThisFamily)
}
