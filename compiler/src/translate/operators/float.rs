//! Core, "Numeric Instructions": floating-point numbers.

use cranelift_codegen::ir::InstBuilder;
use cranelift_codegen::ir::condcodes::FloatCC;
use wasmparser::Operator;

use super::Outcome;
use crate::error::Result;
use crate::translate::function::FunctionTranslator;

pub fn translate(t: &mut FunctionTranslator<'_, '_>, operator: &Operator<'_>) -> Result<Outcome> {
    match operator {
        Operator::F32Add | Operator::F64Add => t.commutative(|ins, x, y| ins.fadd(x, y)),
        Operator::F32Sub | Operator::F64Sub => t.binary(|ins, x, y| ins.fsub(x, y)),
        Operator::F32Mul | Operator::F64Mul => t.commutative(|ins, x, y| ins.fmul(x, y)),
        Operator::F32Div | Operator::F64Div => t.binary(|ins, x, y| ins.fdiv(x, y)),
        Operator::F32Min | Operator::F64Min => t.binary(|ins, x, y| ins.fmin(x, y)),
        Operator::F32Max | Operator::F64Max => t.binary(|ins, x, y| ins.fmax(x, y)),
        Operator::F32Copysign | Operator::F64Copysign => {
            t.binary(|ins, x, y| ins.fcopysign(x, y));
        }
        Operator::F32Abs | Operator::F64Abs => t.unary(|ins, x| ins.fabs(x)),
        Operator::F32Neg | Operator::F64Neg => t.unary(|ins, x| ins.fneg(x)),
        Operator::F32Sqrt | Operator::F64Sqrt => t.unary(|ins, x| ins.sqrt(x)),
        Operator::F32Ceil | Operator::F64Ceil => t.unary(|ins, x| ins.ceil(x)),
        Operator::F32Floor | Operator::F64Floor => t.unary(|ins, x| ins.floor(x)),
        Operator::F32Trunc | Operator::F64Trunc => t.unary(|ins, x| ins.trunc(x)),
        Operator::F32Nearest | Operator::F64Nearest => t.unary(|ins, x| ins.nearest(x)),

        Operator::F32Eq | Operator::F64Eq => compare(t, FloatCC::Equal),
        Operator::F32Ne | Operator::F64Ne => compare(t, FloatCC::NotEqual),
        Operator::F32Lt | Operator::F64Lt => compare(t, FloatCC::LessThan),
        Operator::F32Gt | Operator::F64Gt => compare(t, FloatCC::GreaterThan),
        Operator::F32Le | Operator::F64Le => compare(t, FloatCC::LessThanOrEqual),
        Operator::F32Ge | Operator::F64Ge => compare(t, FloatCC::GreaterThanOrEqual),
        _ => return Ok(Outcome::NotInThisFamily),
    }
    Ok(Outcome::Translated)
}

fn compare(t: &mut FunctionTranslator<'_, '_>, condition: FloatCC) {
    let right = t.pop_raw();
    let left = t.pop_raw();
    let truth = t.ins().fcmp(condition, left, right);
    t.push_truth(truth);
}
