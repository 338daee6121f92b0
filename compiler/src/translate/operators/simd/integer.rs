//! Bitwise and integer arithmetic.

use cranelift_codegen::ir::types::{I8X16, I16X8, I32, I32X4, I64X2};
use cranelift_codegen::ir::{InstBuilder, Type, Value};
use cranelift_frontend::FuncInstBuilder;
use wasmparser::Operator;

use crate::error::Result;
use crate::translate::function::FunctionTranslator;
use crate::translate::operators::Outcome;

pub fn translate(t: &mut FunctionTranslator<'_, '_>, operator: &Operator<'_>) -> Result<Outcome> {
    use Half::{High, Low};
    use Signs::{Signed, Unsigned};
    match operator {
        Operator::V128Not => t.vector_unary(I8X16, |ins, x| ins.bnot(x)),
        Operator::V128And => t.vector_commutative(I8X16, |ins, x, y| ins.band(x, y)),
        Operator::V128AndNot => t.vector_binary(I8X16, |ins, x, y| ins.band_not(x, y)),
        Operator::V128Or => t.vector_commutative(I8X16, |ins, x, y| ins.bor(x, y)),
        Operator::V128Xor => t.vector_commutative(I8X16, |ins, x, y| ins.bxor(x, y)),
        Operator::V128Bitselect => {
            let mask = t.pop_vector(I8X16);
            t.vector_binary(I8X16, |ins, x, y| ins.bitselect(mask, x, y));
        }

        Operator::I8x16Add => t.vector_commutative(I8X16, |ins, x, y| ins.iadd(x, y)),
        Operator::I16x8Add => t.vector_commutative(I16X8, |ins, x, y| ins.iadd(x, y)),
        Operator::I32x4Add => t.vector_commutative(I32X4, |ins, x, y| ins.iadd(x, y)),
        Operator::I64x2Add => t.vector_commutative(I64X2, |ins, x, y| ins.iadd(x, y)),
        Operator::I8x16Sub => t.vector_binary(I8X16, |ins, x, y| ins.isub(x, y)),
        Operator::I16x8Sub => t.vector_binary(I16X8, |ins, x, y| ins.isub(x, y)),
        Operator::I32x4Sub => t.vector_binary(I32X4, |ins, x, y| ins.isub(x, y)),
        Operator::I64x2Sub => t.vector_binary(I64X2, |ins, x, y| ins.isub(x, y)),
        Operator::I16x8Mul => t.vector_commutative(I16X8, |ins, x, y| ins.imul(x, y)),
        Operator::I32x4Mul => t.vector_commutative(I32X4, |ins, x, y| ins.imul(x, y)),
        Operator::I64x2Mul => t.vector_commutative(I64X2, |ins, x, y| ins.imul(x, y)),

        Operator::I8x16AddSatS => t.vector_commutative(I8X16, |ins, x, y| ins.sadd_sat(x, y)),
        Operator::I16x8AddSatS => t.vector_commutative(I16X8, |ins, x, y| ins.sadd_sat(x, y)),
        Operator::I8x16AddSatU => t.vector_commutative(I8X16, |ins, x, y| ins.uadd_sat(x, y)),
        Operator::I16x8AddSatU => t.vector_commutative(I16X8, |ins, x, y| ins.uadd_sat(x, y)),
        Operator::I8x16SubSatS => t.vector_binary(I8X16, |ins, x, y| ins.ssub_sat(x, y)),
        Operator::I16x8SubSatS => t.vector_binary(I16X8, |ins, x, y| ins.ssub_sat(x, y)),
        Operator::I8x16SubSatU => t.vector_binary(I8X16, |ins, x, y| ins.usub_sat(x, y)),
        Operator::I16x8SubSatU => t.vector_binary(I16X8, |ins, x, y| ins.usub_sat(x, y)),

        Operator::I8x16MinS => t.vector_commutative(I8X16, |ins, x, y| ins.smin(x, y)),
        Operator::I16x8MinS => t.vector_commutative(I16X8, |ins, x, y| ins.smin(x, y)),
        Operator::I32x4MinS => t.vector_commutative(I32X4, |ins, x, y| ins.smin(x, y)),
        Operator::I8x16MinU => t.vector_commutative(I8X16, |ins, x, y| ins.umin(x, y)),
        Operator::I16x8MinU => t.vector_commutative(I16X8, |ins, x, y| ins.umin(x, y)),
        Operator::I32x4MinU => t.vector_commutative(I32X4, |ins, x, y| ins.umin(x, y)),
        Operator::I8x16MaxS => t.vector_commutative(I8X16, |ins, x, y| ins.smax(x, y)),
        Operator::I16x8MaxS => t.vector_commutative(I16X8, |ins, x, y| ins.smax(x, y)),
        Operator::I32x4MaxS => t.vector_commutative(I32X4, |ins, x, y| ins.smax(x, y)),
        Operator::I8x16MaxU => t.vector_commutative(I8X16, |ins, x, y| ins.umax(x, y)),
        Operator::I16x8MaxU => t.vector_commutative(I16X8, |ins, x, y| ins.umax(x, y)),
        Operator::I32x4MaxU => t.vector_commutative(I32X4, |ins, x, y| ins.umax(x, y)),
        Operator::I8x16AvgrU => t.vector_commutative(I8X16, |ins, x, y| ins.avg_round(x, y)),
        Operator::I16x8AvgrU => t.vector_commutative(I16X8, |ins, x, y| ins.avg_round(x, y)),

        Operator::I8x16Abs => t.vector_unary(I8X16, |ins, x| ins.iabs(x)),
        Operator::I16x8Abs => t.vector_unary(I16X8, |ins, x| ins.iabs(x)),
        Operator::I32x4Abs => t.vector_unary(I32X4, |ins, x| ins.iabs(x)),
        Operator::I64x2Abs => t.vector_unary(I64X2, |ins, x| ins.iabs(x)),
        Operator::I8x16Neg => t.vector_unary(I8X16, |ins, x| ins.ineg(x)),
        Operator::I16x8Neg => t.vector_unary(I16X8, |ins, x| ins.ineg(x)),
        Operator::I32x4Neg => t.vector_unary(I32X4, |ins, x| ins.ineg(x)),
        Operator::I64x2Neg => t.vector_unary(I64X2, |ins, x| ins.ineg(x)),
        Operator::I8x16Popcnt => t.vector_unary(I8X16, |ins, x| ins.popcnt(x)),

        Operator::I8x16Shl => shift(t, I8X16, |ins, x, y| ins.ishl(x, y)),
        Operator::I16x8Shl => shift(t, I16X8, |ins, x, y| ins.ishl(x, y)),
        Operator::I32x4Shl => shift(t, I32X4, |ins, x, y| ins.ishl(x, y)),
        Operator::I64x2Shl => shift(t, I64X2, |ins, x, y| ins.ishl(x, y)),
        Operator::I8x16ShrS => shift(t, I8X16, |ins, x, y| ins.sshr(x, y)),
        Operator::I16x8ShrS => shift(t, I16X8, |ins, x, y| ins.sshr(x, y)),
        Operator::I32x4ShrS => shift(t, I32X4, |ins, x, y| ins.sshr(x, y)),
        Operator::I64x2ShrS => shift(t, I64X2, |ins, x, y| ins.sshr(x, y)),
        Operator::I8x16ShrU => shift(t, I8X16, |ins, x, y| ins.ushr(x, y)),
        Operator::I16x8ShrU => shift(t, I16X8, |ins, x, y| ins.ushr(x, y)),
        Operator::I32x4ShrU => shift(t, I32X4, |ins, x, y| ins.ushr(x, y)),
        Operator::I64x2ShrU => shift(t, I64X2, |ins, x, y| ins.ushr(x, y)),

        Operator::V128AnyTrue => {
            t.vector_unary(I8X16, |ins, x| ins.vany_true(x));
            extend_truth(t);
        }
        Operator::I8x16AllTrue => all_true(t, I8X16),
        Operator::I16x8AllTrue => all_true(t, I16X8),
        Operator::I32x4AllTrue => all_true(t, I32X4),
        Operator::I64x2AllTrue => all_true(t, I64X2),
        Operator::I8x16Bitmask => t.vector_unary(I8X16, |ins, x| ins.vhigh_bits(I32, x)),
        Operator::I16x8Bitmask => t.vector_unary(I16X8, |ins, x| ins.vhigh_bits(I32, x)),
        Operator::I32x4Bitmask => t.vector_unary(I32X4, |ins, x| ins.vhigh_bits(I32, x)),
        Operator::I64x2Bitmask => t.vector_unary(I64X2, |ins, x| ins.vhigh_bits(I32, x)),

        Operator::I16x8ExtMulLowI8x16S => multiply_extended(t, I8X16, Low, Signed),
        Operator::I16x8ExtMulHighI8x16S => multiply_extended(t, I8X16, High, Signed),
        Operator::I16x8ExtMulLowI8x16U => multiply_extended(t, I8X16, Low, Unsigned),
        Operator::I16x8ExtMulHighI8x16U => multiply_extended(t, I8X16, High, Unsigned),
        Operator::I32x4ExtMulLowI16x8S => multiply_extended(t, I16X8, Low, Signed),
        Operator::I32x4ExtMulHighI16x8S => multiply_extended(t, I16X8, High, Signed),
        Operator::I32x4ExtMulLowI16x8U => multiply_extended(t, I16X8, Low, Unsigned),
        Operator::I32x4ExtMulHighI16x8U => multiply_extended(t, I16X8, High, Unsigned),
        Operator::I64x2ExtMulLowI32x4S => multiply_extended(t, I32X4, Low, Signed),
        Operator::I64x2ExtMulHighI32x4S => multiply_extended(t, I32X4, High, Signed),
        Operator::I64x2ExtMulLowI32x4U => multiply_extended(t, I32X4, Low, Unsigned),
        Operator::I64x2ExtMulHighI32x4U => multiply_extended(t, I32X4, High, Unsigned),

        Operator::I16x8ExtAddPairwiseI8x16S => add_pairs(t, I8X16, Signed),
        Operator::I16x8ExtAddPairwiseI8x16U => add_pairs(t, I8X16, Unsigned),
        Operator::I32x4ExtAddPairwiseI16x8S => add_pairs(t, I16X8, Signed),
        Operator::I32x4ExtAddPairwiseI16x8U => add_pairs(t, I16X8, Unsigned),
        Operator::I32x4DotI16x8S => {
            let right = t.pop_vector(I16X8);
            let left = t.pop_vector(I16X8);
            let result = dot(t, left, right);
            t.push(result);
        }
        Operator::I16x8Q15MulrSatS => {
            t.vector_binary(I16X8, |ins, x, y| ins.sqmul_round_sat(x, y));
        }
        _ => return Ok(Outcome::NotInThisFamily),
    }
    Ok(Outcome::Translated)
}

/// Which lanes of a vector are extended to twice their width.
#[derive(Clone, Copy, Debug)]
pub enum Half {
    Low,
    High,
}

/// How lanes are extended.
#[derive(Clone, Copy, Debug)]
pub enum Signs {
    Signed,
    Unsigned,
}

/// Half of the lanes, each extended to twice its width.
pub fn extend(
    t: &mut FunctionTranslator<'_, '_>,
    half: Half,
    signs: Signs,
    vector: Value,
) -> Value {
    match (half, signs) {
        (Half::Low, Signs::Signed) => t.ins().swiden_low(vector),
        (Half::High, Signs::Signed) => t.ins().swiden_high(vector),
        (Half::Low, Signs::Unsigned) => t.ins().uwiden_low(vector),
        (Half::High, Signs::Unsigned) => t.ins().uwiden_high(vector),
    }
}

/// The sums of adjacent products of signed lanes, which get twice the width.
pub fn dot(t: &mut FunctionTranslator<'_, '_>, left: Value, right: Value) -> Value {
    let mut product = |half| {
        let left = extend(t, half, Signs::Signed, left);
        let right = extend(t, half, Signs::Signed, right);
        t.ins().imul(left, right)
    };
    let (low, high) = (product(Half::Low), product(Half::High));
    t.ins().iadd_pairwise(low, high)
}

/// The distance is an i32 and counts modulo the width of a lane, in CLIF too.
fn shift(
    t: &mut FunctionTranslator<'_, '_>,
    ty: Type,
    emit: impl FnOnce(FuncInstBuilder<'_, '_>, Value, Value) -> Value,
) {
    let distance = t.pop_raw();
    t.vector_unary(ty, |ins, x| emit(ins, x, distance));
}

fn all_true(t: &mut FunctionTranslator<'_, '_>, ty: Type) {
    t.vector_unary(ty, |ins, x| ins.vall_true(x));
    extend_truth(t);
}

fn extend_truth(t: &mut FunctionTranslator<'_, '_>) {
    let truth = t.pop_raw();
    t.push_truth(truth);
}

fn multiply_extended(t: &mut FunctionTranslator<'_, '_>, ty: Type, half: Half, signs: Signs) {
    let right = t.pop_vector(ty);
    let left = t.pop_vector(ty);
    let left = extend(t, half, signs, left);
    let right = extend(t, half, signs, right);
    let result = t.ins().imul(left, right);
    t.push(result);
}

fn add_pairs(t: &mut FunctionTranslator<'_, '_>, ty: Type, signs: Signs) {
    let operand = t.pop_vector(ty);
    let low = extend(t, Half::Low, signs, operand);
    let high = extend(t, Half::High, signs, operand);
    let result = t.ins().iadd_pairwise(low, high);
    t.push(result);
}
