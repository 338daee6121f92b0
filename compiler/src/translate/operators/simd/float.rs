//! Floating-point arithmetic on lanes.

use cranelift_codegen::ir::condcodes::FloatCC;
use cranelift_codegen::ir::types::{F32X4, F64X2};
use cranelift_codegen::ir::{InstBuilder, Type};
use wasmparser::Operator;

use crate::error::Result;
use crate::translate::function::FunctionTranslator;
use crate::translate::operators::Outcome;

pub fn translate(t: &mut FunctionTranslator<'_, '_>, operator: &Operator<'_>) -> Result<Outcome> {
    match operator {
        Operator::F32x4Add => t.vector_commutative(F32X4, |ins, x, y| ins.fadd(x, y)),
        Operator::F64x2Add => t.vector_commutative(F64X2, |ins, x, y| ins.fadd(x, y)),
        Operator::F32x4Sub => t.vector_binary(F32X4, |ins, x, y| ins.fsub(x, y)),
        Operator::F64x2Sub => t.vector_binary(F64X2, |ins, x, y| ins.fsub(x, y)),
        Operator::F32x4Mul => t.vector_commutative(F32X4, |ins, x, y| ins.fmul(x, y)),
        Operator::F64x2Mul => t.vector_commutative(F64X2, |ins, x, y| ins.fmul(x, y)),
        Operator::F32x4Div => t.vector_binary(F32X4, |ins, x, y| ins.fdiv(x, y)),
        Operator::F64x2Div => t.vector_binary(F64X2, |ins, x, y| ins.fdiv(x, y)),
        Operator::F32x4Min => t.vector_binary(F32X4, |ins, x, y| ins.fmin(x, y)),
        Operator::F64x2Min => t.vector_binary(F64X2, |ins, x, y| ins.fmin(x, y)),
        Operator::F32x4Max => t.vector_binary(F32X4, |ins, x, y| ins.fmax(x, y)),
        Operator::F64x2Max => t.vector_binary(F64X2, |ins, x, y| ins.fmax(x, y)),
        Operator::F32x4PMin => pseudo(t, F32X4, Pseudo::Minimum),
        Operator::F64x2PMin => pseudo(t, F64X2, Pseudo::Minimum),
        Operator::F32x4PMax => pseudo(t, F32X4, Pseudo::Maximum),
        Operator::F64x2PMax => pseudo(t, F64X2, Pseudo::Maximum),

        Operator::F32x4Abs => t.vector_unary(F32X4, |ins, x| ins.fabs(x)),
        Operator::F64x2Abs => t.vector_unary(F64X2, |ins, x| ins.fabs(x)),
        Operator::F32x4Neg => t.vector_unary(F32X4, |ins, x| ins.fneg(x)),
        Operator::F64x2Neg => t.vector_unary(F64X2, |ins, x| ins.fneg(x)),
        Operator::F32x4Sqrt => t.vector_unary(F32X4, |ins, x| ins.sqrt(x)),
        Operator::F64x2Sqrt => t.vector_unary(F64X2, |ins, x| ins.sqrt(x)),
        Operator::F32x4Ceil => t.vector_unary(F32X4, |ins, x| ins.ceil(x)),
        Operator::F64x2Ceil => t.vector_unary(F64X2, |ins, x| ins.ceil(x)),
        Operator::F32x4Floor => t.vector_unary(F32X4, |ins, x| ins.floor(x)),
        Operator::F64x2Floor => t.vector_unary(F64X2, |ins, x| ins.floor(x)),
        Operator::F32x4Trunc => t.vector_unary(F32X4, |ins, x| ins.trunc(x)),
        Operator::F64x2Trunc => t.vector_unary(F64X2, |ins, x| ins.trunc(x)),
        Operator::F32x4Nearest => t.vector_unary(F32X4, |ins, x| ins.nearest(x)),
        Operator::F64x2Nearest => t.vector_unary(F64X2, |ins, x| ins.nearest(x)),
        _ => return Ok(Outcome::NotInThisFamily),
    }
    Ok(Outcome::Translated)
}

#[derive(Clone, Copy, Debug)]
pub enum Pseudo {
    Minimum,
    Maximum,
}

/// Core, "Numerics", fpmin and fpmax: the second operand where it is less, or
/// greater, than the first, otherwise the first. A comparison and a selection in
/// this order become the one instruction that x86 has for it.
pub fn pseudo(t: &mut FunctionTranslator<'_, '_>, ty: Type, pseudo: Pseudo) {
    let right = t.pop_vector(ty);
    let left = t.pop_vector(ty);
    let chosen = match pseudo {
        Pseudo::Minimum => t.ins().fcmp(FloatCC::LessThan, right, left),
        Pseudo::Maximum => t.ins().fcmp(FloatCC::LessThan, left, right),
    };
    let chosen = t.emit.reinterpret(ty, chosen);
    let result = t.ins().bitselect(chosen, right, left);
    t.push(result);
}
