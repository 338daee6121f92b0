//! Wide Arithmetic: 128-bit integers as pairs of i64.

use cranelift_codegen::ir::types::I128;
use cranelift_codegen::ir::{InstBuilder, Value};
use cranelift_frontend::FuncInstBuilder;
use wasmparser::Operator;

use super::Outcome;
use crate::error::Result;
use crate::translate::function::FunctionTranslator;

pub fn translate(t: &mut FunctionTranslator<'_, '_>, operator: &Operator<'_>) -> Result<Outcome> {
    match operator {
        Operator::I64Add128 => pairs(t, |ins, x, y| ins.iadd(x, y)),
        Operator::I64Sub128 => pairs(t, |ins, x, y| ins.isub(x, y)),
        Operator::I64MulWideS => multiply(t, |ins, x| ins.sextend(I128, x)),
        Operator::I64MulWideU => multiply(t, |ins, x| ins.uextend(I128, x)),
        _ => return Ok(Outcome::NotInThisFamily),
    }
    Ok(Outcome::Translated)
}

/// An operation on two operands of two halves each, the low one first.
fn pairs(
    t: &mut FunctionTranslator<'_, '_>,
    emit: impl FnOnce(FuncInstBuilder<'_, '_>, Value, Value) -> Value,
) {
    t.binary(|ins, low, high| ins.iconcat(low, high));
    let right = t.pop_raw();
    t.binary(|ins, low, high| ins.iconcat(low, high));
    let left = t.pop_raw();
    let result = emit(t.ins(), left, right);
    push_halves(t, result);
}

fn multiply(
    t: &mut FunctionTranslator<'_, '_>,
    extend: impl Fn(FuncInstBuilder<'_, '_>, Value) -> Value,
) {
    let right = t.pop_raw();
    let left = t.pop_raw();
    let left = extend(t.ins(), left);
    let right = extend(t.ins(), right);
    let result = t.ins().imul(left, right);
    push_halves(t, result);
}

fn push_halves(t: &mut FunctionTranslator<'_, '_>, value: Value) {
    let (low, high) = t.ins().isplit(value);
    t.push(low);
    t.push(high);
}
