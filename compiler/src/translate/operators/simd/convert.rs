//! Conversions of lanes from one type to another.

use cranelift_codegen::ir::InstBuilder;
use cranelift_codegen::ir::types::{F32X4, F64X2, I8X16, I16X8, I32X4, I64X2};
use wasmparser::Operator;

use super::integer::{Half, Signs};
use super::shuffle::extend_half;
use crate::error::Result;
use crate::translate::function::FunctionTranslator;
use crate::translate::operators::Outcome;

pub fn translate(t: &mut FunctionTranslator<'_, '_>, operator: &Operator<'_>) -> Result<Outcome> {
    use Half::{High, Low};
    use Signs::{Signed, Unsigned};
    match operator {
        Operator::I8x16NarrowI16x8S => t.vector_binary(I16X8, |ins, x, y| ins.snarrow(x, y)),
        Operator::I8x16NarrowI16x8U => t.vector_binary(I16X8, |ins, x, y| ins.unarrow(x, y)),
        Operator::I16x8NarrowI32x4S => t.vector_binary(I32X4, |ins, x, y| ins.snarrow(x, y)),
        Operator::I16x8NarrowI32x4U => t.vector_binary(I32X4, |ins, x, y| ins.unarrow(x, y)),

        Operator::I16x8ExtendLowI8x16S => extend_half(t, I8X16, Low, Signed),
        Operator::I16x8ExtendHighI8x16S => extend_half(t, I8X16, High, Signed),
        Operator::I16x8ExtendLowI8x16U => extend_half(t, I8X16, Low, Unsigned),
        Operator::I16x8ExtendHighI8x16U => extend_half(t, I8X16, High, Unsigned),
        Operator::I32x4ExtendLowI16x8S => extend_half(t, I16X8, Low, Signed),
        Operator::I32x4ExtendHighI16x8S => extend_half(t, I16X8, High, Signed),
        Operator::I32x4ExtendLowI16x8U => extend_half(t, I16X8, Low, Unsigned),
        Operator::I32x4ExtendHighI16x8U => extend_half(t, I16X8, High, Unsigned),
        Operator::I64x2ExtendLowI32x4S => extend_half(t, I32X4, Low, Signed),
        Operator::I64x2ExtendHighI32x4S => extend_half(t, I32X4, High, Signed),
        Operator::I64x2ExtendLowI32x4U => extend_half(t, I32X4, Low, Unsigned),
        Operator::I64x2ExtendHighI32x4U => extend_half(t, I32X4, High, Unsigned),

        Operator::F32x4ConvertI32x4S => {
            t.vector_unary(I32X4, |ins, x| ins.fcvt_from_sint(F32X4, x));
        }
        Operator::F32x4ConvertI32x4U => {
            t.vector_unary(I32X4, |ins, x| ins.fcvt_from_uint(F32X4, x));
        }
        Operator::F64x2ConvertLowI32x4S => {
            t.vector_unary(I32X4, |ins, x| ins.swiden_low(x));
            t.unary(|ins, x| ins.fcvt_from_sint(F64X2, x));
        }
        Operator::F64x2ConvertLowI32x4U => {
            t.vector_unary(I32X4, |ins, x| ins.uwiden_low(x));
            t.unary(|ins, x| ins.fcvt_from_uint(F64X2, x));
        }
        Operator::F32x4DemoteF64x2Zero => t.vector_unary(F64X2, |ins, x| ins.fvdemote(x)),
        Operator::F64x2PromoteLowF32x4 => t.vector_unary(F32X4, |ins, x| ins.fvpromote_low(x)),

        Operator::I32x4TruncSatF32x4S => truncate(t, Signed),
        Operator::I32x4TruncSatF32x4U => truncate(t, Unsigned),
        Operator::I32x4TruncSatF64x2SZero => truncate_zero(t, Signed),
        Operator::I32x4TruncSatF64x2UZero => truncate_zero(t, Unsigned),
        _ => return Ok(Outcome::NotInThisFamily),
    }
    Ok(Outcome::Translated)
}

/// Four floating-point numbers to saturated integers.
pub fn truncate(t: &mut FunctionTranslator<'_, '_>, signs: Signs) {
    t.vector_unary(F32X4, |ins, x| match signs {
        Signs::Signed => ins.fcvt_to_sint_sat(I32X4, x),
        Signs::Unsigned => ins.fcvt_to_uint_sat(I32X4, x),
    });
}

/// Two floating-point numbers to saturated integers of half the width, in the
/// low lanes. Saturating to 64 bits and then to 32 is the same as to 32 at once.
pub fn truncate_zero(t: &mut FunctionTranslator<'_, '_>, signs: Signs) {
    let operand = t.pop_vector(F64X2);
    let zero = t.emit.vconst(I64X2, [0; 16]);
    let result = match signs {
        Signs::Signed => {
            let wide = t.ins().fcvt_to_sint_sat(I64X2, operand);
            t.ins().snarrow(wide, zero)
        }
        Signs::Unsigned => {
            let wide = t.ins().fcvt_to_uint_sat(I64X2, operand);
            t.ins().uunarrow(wide, zero)
        }
    };
    t.push(result);
}
