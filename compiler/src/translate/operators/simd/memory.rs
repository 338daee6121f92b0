//! Vector loads and stores other than of whole vectors.

use cranelift_codegen::ir::types::{F32X4, F64X2, I8, I8X16, I16, I16X8, I32, I32X4, I64, I64X2};
use cranelift_codegen::ir::{InstBuilder, Type};
use wasmparser::{MemArg, Operator};

use crate::error::Result;
use crate::translate::function::FunctionTranslator;
use crate::translate::operators::Outcome;
use crate::translate::operators::memory::{load, pop_place};

pub fn translate(t: &mut FunctionTranslator<'_, '_>, operator: &Operator<'_>) -> Result<Outcome> {
    match operator {
        Operator::V128Load8x8S { memarg } => {
            load(t, memarg, 8, |ins, p| ins.sload8x8(p.flags, p.address, p.offset))?;
        }
        Operator::V128Load8x8U { memarg } => {
            load(t, memarg, 8, |ins, p| ins.uload8x8(p.flags, p.address, p.offset))?;
        }
        Operator::V128Load16x4S { memarg } => {
            load(t, memarg, 8, |ins, p| ins.sload16x4(p.flags, p.address, p.offset))?;
        }
        Operator::V128Load16x4U { memarg } => {
            load(t, memarg, 8, |ins, p| ins.uload16x4(p.flags, p.address, p.offset))?;
        }
        Operator::V128Load32x2S { memarg } => {
            load(t, memarg, 8, |ins, p| ins.sload32x2(p.flags, p.address, p.offset))?;
        }
        Operator::V128Load32x2U { memarg } => {
            load(t, memarg, 8, |ins, p| ins.uload32x2(p.flags, p.address, p.offset))?;
        }
        Operator::V128Load8Splat { memarg } => load_splat(t, memarg, I8X16)?,
        Operator::V128Load16Splat { memarg } => load_splat(t, memarg, I16X8)?,
        // As floating-point numbers, 32 and 64 bits need no way through a
        // general register.
        Operator::V128Load32Splat { memarg } => load_splat(t, memarg, F32X4)?,
        Operator::V128Load64Splat { memarg } => load_splat(t, memarg, F64X2)?,
        Operator::V128Load32Zero { memarg } => load_zero(t, memarg, I32, I32X4)?,
        Operator::V128Load64Zero { memarg } => load_zero(t, memarg, I64, I64X2)?,
        Operator::V128Load8Lane { memarg, lane } => load_lane(t, memarg, *lane, I8, I8X16)?,
        Operator::V128Load16Lane { memarg, lane } => load_lane(t, memarg, *lane, I16, I16X8)?,
        Operator::V128Load32Lane { memarg, lane } => load_lane(t, memarg, *lane, I32, I32X4)?,
        Operator::V128Load64Lane { memarg, lane } => load_lane(t, memarg, *lane, I64, I64X2)?,
        Operator::V128Store8Lane { memarg, lane } => store_lane(t, memarg, *lane, I8X16)?,
        Operator::V128Store16Lane { memarg, lane } => store_lane(t, memarg, *lane, I16X8)?,
        Operator::V128Store32Lane { memarg, lane } => store_lane(t, memarg, *lane, F32X4)?,
        Operator::V128Store64Lane { memarg, lane } => store_lane(t, memarg, *lane, F64X2)?,
        _ => return Ok(Outcome::NotInThisFamily),
    }
    Ok(Outcome::Translated)
}

fn load_splat(t: &mut FunctionTranslator<'_, '_>, memarg: &MemArg, vector: Type) -> Result<()> {
    let lane = vector.lane_type();
    load(t, memarg, lane.bytes(), |ins, p| ins.load(lane, p.flags, p.address, p.offset))?;
    t.unary(|ins, x| ins.splat(vector, x));
    Ok(())
}

fn load_zero(
    t: &mut FunctionTranslator<'_, '_>,
    memarg: &MemArg,
    lane: Type,
    vector: Type,
) -> Result<()> {
    load(t, memarg, lane.bytes(), |ins, p| ins.load(lane, p.flags, p.address, p.offset))?;
    t.unary(|ins, x| ins.scalar_to_vector(vector, x));
    Ok(())
}

fn load_lane(
    t: &mut FunctionTranslator<'_, '_>,
    memarg: &MemArg,
    lane: u8,
    ty: Type,
    vector: Type,
) -> Result<()> {
    let operand = t.pop_vector(vector);
    load(t, memarg, ty.bytes(), |ins, p| ins.load(ty, p.flags, p.address, p.offset))?;
    t.unary(|ins, x| ins.insertlane(operand, x, lane));
    Ok(())
}

fn store_lane(
    t: &mut FunctionTranslator<'_, '_>,
    memarg: &MemArg,
    lane: u8,
    vector: Type,
) -> Result<()> {
    let operand = t.pop_vector(vector);
    let p = pop_place(t, memarg, vector.lane_type().bytes())?;
    let value = t.ins().extractlane(operand, lane);
    t.ins().store(p.flags, value, p.address, p.offset);
    Ok(())
}
