//! Constants, lanes, and vectors made of lanes of others.

use cranelift_codegen::ir::types::{F32X4, F64X2, I8, I8X16, I16, I16X8, I32, I32X4, I64X2};
use cranelift_codegen::ir::{InstBuilder, Type};
use wasmparser::Operator;

use super::shuffle::shuffle;
use super::swizzle::swizzle;
use crate::error::Result;
use crate::translate::function::FunctionTranslator;
use crate::translate::operators::Outcome;

pub fn translate(t: &mut FunctionTranslator<'_, '_>, operator: &Operator<'_>) -> Result<Outcome> {
    match *operator {
        Operator::V128Const { value } => {
            let value = t.emit.vconst(I8X16, *value.bytes());
            t.push(value);
        }

        Operator::I8x16Splat => splat_narrow(t, I8X16),
        Operator::I16x8Splat => splat_narrow(t, I16X8),
        Operator::I32x4Splat => t.unary(|ins, x| ins.splat(I32X4, x)),
        Operator::I64x2Splat => t.unary(|ins, x| ins.splat(I64X2, x)),
        Operator::F32x4Splat => t.unary(|ins, x| ins.splat(F32X4, x)),
        Operator::F64x2Splat => t.unary(|ins, x| ins.splat(F64X2, x)),

        Operator::I8x16ExtractLaneS { lane } => {
            t.vector_unary(I8X16, |ins, x| ins.extractlane(x, lane));
            t.unary(|ins, x| ins.sextend(I32, x));
        }
        Operator::I8x16ExtractLaneU { lane } => {
            t.vector_unary(I8X16, |ins, x| ins.extractlane(x, lane));
            t.unary(|ins, x| ins.uextend(I32, x));
        }
        Operator::I16x8ExtractLaneS { lane } => {
            t.vector_unary(I16X8, |ins, x| ins.extractlane(x, lane));
            t.unary(|ins, x| ins.sextend(I32, x));
        }
        Operator::I16x8ExtractLaneU { lane } => {
            t.vector_unary(I16X8, |ins, x| ins.extractlane(x, lane));
            t.unary(|ins, x| ins.uextend(I32, x));
        }
        Operator::I32x4ExtractLane { lane } => {
            t.vector_unary(I32X4, |ins, x| ins.extractlane(x, lane));
        }
        Operator::I64x2ExtractLane { lane } => {
            t.vector_unary(I64X2, |ins, x| ins.extractlane(x, lane));
        }
        Operator::F32x4ExtractLane { lane } => {
            t.vector_unary(F32X4, |ins, x| ins.extractlane(x, lane));
        }
        Operator::F64x2ExtractLane { lane } => {
            t.vector_unary(F64X2, |ins, x| ins.extractlane(x, lane));
        }

        Operator::I8x16ReplaceLane { lane } => {
            t.unary(|ins, x| ins.ireduce(I8, x));
            replace_lane(t, I8X16, lane);
        }
        Operator::I16x8ReplaceLane { lane } => {
            t.unary(|ins, x| ins.ireduce(I16, x));
            replace_lane(t, I16X8, lane);
        }
        Operator::I32x4ReplaceLane { lane } => replace_lane(t, I32X4, lane),
        Operator::I64x2ReplaceLane { lane } => replace_lane(t, I64X2, lane),
        Operator::F32x4ReplaceLane { lane } => replace_lane(t, F32X4, lane),
        Operator::F64x2ReplaceLane { lane } => replace_lane(t, F64X2, lane),

        Operator::I8x16Shuffle { lanes } => shuffle(t, lanes),
        Operator::I8x16Swizzle => swizzle(t),
        _ => return Ok(Outcome::NotInThisFamily),
    }
    Ok(Outcome::Translated)
}

/// Splats the low bits of an i32.
fn splat_narrow(t: &mut FunctionTranslator<'_, '_>, vector: Type) {
    t.unary(|ins, x| ins.ireduce(vector.lane_type(), x));
    t.unary(|ins, x| ins.splat(vector, x));
}

fn replace_lane(t: &mut FunctionTranslator<'_, '_>, vector: Type, lane: u8) {
    let value = t.pop_raw();
    t.vector_unary(vector, |ins, x| ins.insertlane(x, value, lane));
}
