//! Comparisons of lanes: all ones where they hold, zero elsewhere.

use cranelift_codegen::ir::condcodes::{CondCode, FloatCC, IntCC};
use cranelift_codegen::ir::types::{F32X4, F64X2, I8X16, I16X8, I32X4, I64X2};
use cranelift_codegen::ir::{InstBuilder, Type, Value};
use wasmparser::Operator;

use crate::error::Result;
use crate::translate::function::FunctionTranslator;
use crate::translate::operators::Outcome;

pub fn translate(t: &mut FunctionTranslator<'_, '_>, operator: &Operator<'_>) -> Result<Outcome> {
    match operator {
        Operator::I8x16Eq => integers(t, I8X16, IntCC::Equal),
        Operator::I16x8Eq => integers(t, I16X8, IntCC::Equal),
        Operator::I32x4Eq => integers(t, I32X4, IntCC::Equal),
        Operator::I64x2Eq => integers(t, I64X2, IntCC::Equal),
        Operator::I8x16Ne => integers(t, I8X16, IntCC::NotEqual),
        Operator::I16x8Ne => integers(t, I16X8, IntCC::NotEqual),
        Operator::I32x4Ne => integers(t, I32X4, IntCC::NotEqual),
        Operator::I64x2Ne => integers(t, I64X2, IntCC::NotEqual),
        Operator::I8x16LtS => integers(t, I8X16, IntCC::SignedLessThan),
        Operator::I16x8LtS => integers(t, I16X8, IntCC::SignedLessThan),
        Operator::I32x4LtS => integers(t, I32X4, IntCC::SignedLessThan),
        Operator::I64x2LtS => integers(t, I64X2, IntCC::SignedLessThan),
        Operator::I8x16LtU => integers(t, I8X16, IntCC::UnsignedLessThan),
        Operator::I16x8LtU => integers(t, I16X8, IntCC::UnsignedLessThan),
        Operator::I32x4LtU => integers(t, I32X4, IntCC::UnsignedLessThan),
        Operator::I8x16GtS => integers(t, I8X16, IntCC::SignedGreaterThan),
        Operator::I16x8GtS => integers(t, I16X8, IntCC::SignedGreaterThan),
        Operator::I32x4GtS => integers(t, I32X4, IntCC::SignedGreaterThan),
        Operator::I64x2GtS => integers(t, I64X2, IntCC::SignedGreaterThan),
        Operator::I8x16GtU => integers(t, I8X16, IntCC::UnsignedGreaterThan),
        Operator::I16x8GtU => integers(t, I16X8, IntCC::UnsignedGreaterThan),
        Operator::I32x4GtU => integers(t, I32X4, IntCC::UnsignedGreaterThan),
        Operator::I8x16LeS => integers(t, I8X16, IntCC::SignedLessThanOrEqual),
        Operator::I16x8LeS => integers(t, I16X8, IntCC::SignedLessThanOrEqual),
        Operator::I32x4LeS => integers(t, I32X4, IntCC::SignedLessThanOrEqual),
        Operator::I64x2LeS => integers(t, I64X2, IntCC::SignedLessThanOrEqual),
        Operator::I8x16LeU => integers(t, I8X16, IntCC::UnsignedLessThanOrEqual),
        Operator::I16x8LeU => integers(t, I16X8, IntCC::UnsignedLessThanOrEqual),
        Operator::I32x4LeU => integers(t, I32X4, IntCC::UnsignedLessThanOrEqual),
        Operator::I8x16GeS => integers(t, I8X16, IntCC::SignedGreaterThanOrEqual),
        Operator::I16x8GeS => integers(t, I16X8, IntCC::SignedGreaterThanOrEqual),
        Operator::I32x4GeS => integers(t, I32X4, IntCC::SignedGreaterThanOrEqual),
        Operator::I64x2GeS => integers(t, I64X2, IntCC::SignedGreaterThanOrEqual),
        Operator::I8x16GeU => integers(t, I8X16, IntCC::UnsignedGreaterThanOrEqual),
        Operator::I16x8GeU => integers(t, I16X8, IntCC::UnsignedGreaterThanOrEqual),
        Operator::I32x4GeU => integers(t, I32X4, IntCC::UnsignedGreaterThanOrEqual),

        Operator::F32x4Eq => floats(t, F32X4, FloatCC::Equal),
        Operator::F64x2Eq => floats(t, F64X2, FloatCC::Equal),
        Operator::F32x4Ne => floats(t, F32X4, FloatCC::NotEqual),
        Operator::F64x2Ne => floats(t, F64X2, FloatCC::NotEqual),
        Operator::F32x4Lt => floats(t, F32X4, FloatCC::LessThan),
        Operator::F64x2Lt => floats(t, F64X2, FloatCC::LessThan),
        Operator::F32x4Gt => floats(t, F32X4, FloatCC::GreaterThan),
        Operator::F64x2Gt => floats(t, F64X2, FloatCC::GreaterThan),
        Operator::F32x4Le => floats(t, F32X4, FloatCC::LessThanOrEqual),
        Operator::F64x2Le => floats(t, F64X2, FloatCC::LessThanOrEqual),
        Operator::F32x4Ge => floats(t, F32X4, FloatCC::GreaterThanOrEqual),
        Operator::F64x2Ge => floats(t, F64X2, FloatCC::GreaterThanOrEqual),
        _ => return Ok(Outcome::NotInThisFamily),
    }
    Ok(Outcome::Translated)
}

fn integers(t: &mut FunctionTranslator<'_, '_>, ty: Type, condition: IntCC) {
    let right = t.pop_vector(ty);
    let left = t.pop_vector(ty);
    let (condition, left, right) = or_equal(t, condition, left, right)
        .or_else(|| or_equal(t, condition.swap_args(), right, left))
        .unwrap_or((condition, left, right));
    let result = t.ins().icmp(condition, left, right);
    t.push(result);
}

/// An unsigned comparison with a constant as one that includes equality. x86-64
/// compares unsigned lanes by minimum or maximum and equality; without equality
/// it has to invert the result as well.
fn or_equal(
    t: &mut FunctionTranslator<'_, '_>,
    condition: IntCC,
    left: Value,
    right: Value,
) -> Option<(IntCC, Value, Value)> {
    let (condition, bound, step): (_, u64, u64) = match condition {
        IntCC::UnsignedLessThan => (IntCC::UnsignedLessThanOrEqual, 0, u64::MAX),
        IntCC::UnsignedGreaterThan => (IntCC::UnsignedGreaterThanOrEqual, u64::MAX, 1),
        _ => return None,
    };
    let ty = t.emit.value_type(right);
    let mut bytes = t.emit.known_vector(right)?;
    for lane in bytes.chunks_exact_mut(ty.lane_type().bytes() as usize) {
        if lane == &bound.to_le_bytes()[..lane.len()] {
            return None;
        }
        let mut wide = [0; 8];
        wide[..lane.len()].copy_from_slice(lane);
        let next = u64::from_le_bytes(wide).wrapping_add(step).to_le_bytes();
        lane.copy_from_slice(&next[..lane.len()]);
    }
    let right = t.emit.vconst(ty, bytes);
    Some((condition, left, right))
}

fn floats(t: &mut FunctionTranslator<'_, '_>, ty: Type, condition: FloatCC) {
    t.vector_binary(ty, |ins, x, y| ins.fcmp(condition, x, y));
}
