//! Core, "Numeric Instructions": conversions between integers and
//! floating-point numbers. Conversions to integers that cannot represent the
//! number trap by themselves, with Cranelift's own codes.

use cranelift_codegen::ir::types::{F32, F64, I32, I64};
use cranelift_codegen::ir::{InstBuilder, Type};
use wasmparser::Operator;

use super::Outcome;
use crate::error::Result;
use crate::translate::function::FunctionTranslator;

pub fn translate(t: &mut FunctionTranslator<'_, '_>, operator: &Operator<'_>) -> Result<Outcome> {
    match operator {
        Operator::I32TruncF32S | Operator::I32TruncF64S => {
            t.unary(|ins, x| ins.fcvt_to_sint(I32, x));
        }
        Operator::I32TruncF32U | Operator::I32TruncF64U => {
            t.unary(|ins, x| ins.fcvt_to_uint(I32, x));
        }
        Operator::I64TruncF32S | Operator::I64TruncF64S => {
            t.unary(|ins, x| ins.fcvt_to_sint(I64, x));
        }
        Operator::I64TruncF32U | Operator::I64TruncF64U => {
            t.unary(|ins, x| ins.fcvt_to_uint(I64, x));
        }
        Operator::I32TruncSatF32S | Operator::I32TruncSatF64S => {
            t.unary(|ins, x| ins.fcvt_to_sint_sat(I32, x));
        }
        Operator::I32TruncSatF32U | Operator::I32TruncSatF64U => {
            t.unary(|ins, x| ins.fcvt_to_uint_sat(I32, x));
        }
        Operator::I64TruncSatF32S | Operator::I64TruncSatF64S => {
            t.unary(|ins, x| ins.fcvt_to_sint_sat(I64, x));
        }
        Operator::I64TruncSatF32U | Operator::I64TruncSatF64U => {
            t.unary(|ins, x| ins.fcvt_to_uint_sat(I64, x));
        }
        Operator::F32ConvertI32S | Operator::F32ConvertI64S => {
            t.unary(|ins, x| ins.fcvt_from_sint(F32, x));
        }
        Operator::F32ConvertI32U | Operator::F32ConvertI64U => {
            t.unary(|ins, x| ins.fcvt_from_uint(F32, x));
        }
        Operator::F64ConvertI32S | Operator::F64ConvertI64S => {
            t.unary(|ins, x| ins.fcvt_from_sint(F64, x));
        }
        Operator::F64ConvertI32U | Operator::F64ConvertI64U => {
            t.unary(|ins, x| ins.fcvt_from_uint(F64, x));
        }
        Operator::F32DemoteF64 => t.unary(|ins, x| ins.fdemote(F32, x)),
        Operator::F64PromoteF32 => t.unary(|ins, x| ins.fpromote(F64, x)),
        Operator::I32ReinterpretF32 => reinterpret(t, I32),
        Operator::I64ReinterpretF64 => reinterpret(t, I64),
        Operator::F32ReinterpretI32 => reinterpret(t, F32),
        Operator::F64ReinterpretI64 => reinterpret(t, F64),
        _ => return Ok(Outcome::NotInThisFamily),
    }
    Ok(Outcome::Translated)
}

fn reinterpret(t: &mut FunctionTranslator<'_, '_>, ty: Type) {
    let operand = t.pop_raw();
    let result = t.emit.reinterpret(ty, operand);
    t.push(result);
}
