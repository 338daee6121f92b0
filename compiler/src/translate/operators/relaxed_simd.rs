//! Core, "Relaxed Vector Operations".
//!
//! Of the results that the specification allows, a program gets those that the CPU
//! it is compiled for has an instruction for, and else those of the strict
//! instruction. The executable fixes the choice, not the machine that it runs on.
//!
//! With `--deterministic-relaxed-simd` they are those of the specification's
//! deterministic profile, the first of each list, on every CPU; multiplication with
//! addition is fused then, by a function of the runtime where there is no
//! instruction.

use std::array;

use cranelift_codegen::ir::condcodes::IntCC;
use cranelift_codegen::ir::types::{F32X4, F64X2, I8X16, I16X8, I32X4, I64X2};
use cranelift_codegen::ir::{InstBuilder, Type, Value};
use wasmparser::Operator;

use super::Outcome;
use super::simd::convert::{truncate, truncate_zero};
use super::simd::float::{Pseudo, pseudo};
use super::simd::integer::{Half, Signs, dot, extend};
use crate::error::Result;
use crate::options::RelaxedSimd;
use crate::translate::function::FunctionTranslator;

pub fn translate(t: &mut FunctionTranslator<'_, '_>, operator: &Operator<'_>) -> Result<Outcome> {
    match operator {
        Operator::I8x16RelaxedSwizzle => {
            if is_fast_x86(t) {
                t.vector_binary(I8X16, |ins, x, y| ins.x86_pshufb(x, y));
            } else {
                t.vector_binary(I8X16, |ins, x, y| ins.swizzle(x, y));
            }
        }
        Operator::I32x4RelaxedTruncF32x4S if is_fast_x86(t) => {
            t.vector_unary(F32X4, |ins, x| ins.x86_cvtt2dq(I32X4, x));
        }
        Operator::I32x4RelaxedTruncF64x2SZero if is_fast_x86(t) => {
            let operand = t.pop_vector(F64X2);
            let zero = t.emit.vconst(I64X2, [0; 16]);
            // One instruction together.
            let wide = t.ins().x86_cvtt2dq(I64X2, operand);
            let result = t.ins().snarrow(wide, zero);
            t.push(result);
        }
        Operator::I32x4RelaxedTruncF32x4S => truncate(t, Signs::Signed),
        Operator::I32x4RelaxedTruncF32x4U => truncate(t, Signs::Unsigned),
        Operator::I32x4RelaxedTruncF64x2SZero => truncate_zero(t, Signs::Signed),
        Operator::I32x4RelaxedTruncF64x2UZero => truncate_zero(t, Signs::Unsigned),
        Operator::F32x4RelaxedMadd => multiply_add(t, F32X4, Product::Added),
        Operator::F64x2RelaxedMadd => multiply_add(t, F64X2, Product::Added),
        Operator::F32x4RelaxedNmadd => multiply_add(t, F32X4, Product::Subtracted),
        Operator::F64x2RelaxedNmadd => multiply_add(t, F64X2, Product::Subtracted),
        Operator::I8x16RelaxedLaneselect => select_lanes(t, I8X16),
        Operator::I16x8RelaxedLaneselect => select_lanes(t, I16X8),
        Operator::I32x4RelaxedLaneselect => select_lanes(t, I32X4),
        Operator::I64x2RelaxedLaneselect => select_lanes(t, I64X2),
        Operator::F32x4RelaxedMin => extremum(t, F32X4, Pseudo::Minimum),
        Operator::F64x2RelaxedMin => extremum(t, F64X2, Pseudo::Minimum),
        Operator::F32x4RelaxedMax => extremum(t, F32X4, Pseudo::Maximum),
        Operator::F64x2RelaxedMax => extremum(t, F64X2, Pseudo::Maximum),
        Operator::I16x8RelaxedQ15mulrS => {
            if is_fast_x86(t) {
                t.vector_binary(I16X8, |ins, x, y| ins.x86_pmulhrsw(x, y));
            } else {
                t.vector_binary(I16X8, |ins, x, y| ins.sqmul_round_sat(x, y));
            }
        }
        Operator::I16x8RelaxedDotI8x16I7x16S => {
            let result = saturated_dot(t);
            t.push(result);
        }
        Operator::I32x4RelaxedDotI8x16I7x16AddS => {
            let addend = t.pop_vector(I32X4);
            let sums = saturated_dot(t);
            let sums = add_adjacent(t, sums);
            let result = t.ins().iadd(sums, addend);
            t.push(result);
        }
        _ => return Ok(Outcome::NotInThisFamily),
    }
    Ok(Outcome::Translated)
}

fn is_fast(t: &FunctionTranslator<'_, '_>) -> bool {
    t.emit.program.relaxed_simd == RelaxedSimd::Fast
}

/// Whether to use what x86 has since SSSE3.
fn is_fast_x86(t: &FunctionTranslator<'_, '_>) -> bool {
    is_fast(t) && t.emit.isa.has_x86_pmaddubsw_lowering()
}

/// What `relaxed_madd` and `relaxed_nmadd` do with the product.
#[derive(Clone, Copy, Debug)]
enum Product {
    Added,
    Subtracted,
}

fn multiply_add(t: &mut FunctionTranslator<'_, '_>, ty: Type, product: Product) {
    let addend = t.pop_vector(ty);
    let right = t.pop_vector(ty);
    let left = t.pop_vector(ty);
    let left = match product {
        Product::Added => left,
        Product::Subtracted => t.ins().fneg(left),
    };
    let result = if !is_fast(t) || t.emit.isa.has_native_fma() {
        t.ins().fma(left, right, addend)
    } else {
        let product = t.ins().fmul(left, right);
        t.ins().fadd(product, addend)
    };
    t.push(result);
}

/// As `v128.bitselect`, or by the top bits of the mask's lanes, or of its bytes.
fn select_lanes(t: &mut FunctionTranslator<'_, '_>, ty: Type) {
    let mask = t.pop_vector(ty);
    if is_fast(t) && t.emit.isa.has_blendv_lowering(ty) {
        t.vector_binary(ty, |ins, x, y| ins.blendv(mask, x, y));
    } else {
        t.vector_binary(ty, |ins, x, y| ins.bitselect(mask, x, y));
    }
}

/// Of operands that are equal or that are not both numbers, the first, or as `min` and
/// `max`: then a NaN can be made canonical.
fn extremum(t: &mut FunctionTranslator<'_, '_>, ty: Type, which: Pseudo) {
    if is_fast(t) && !t.emit.isa.flags().enable_nan_canonicalization() {
        pseudo(t, ty, which);
        return;
    }
    t.vector_binary(ty, |ins, x, y| match which {
        Pseudo::Minimum => ins.fmin(x, y),
        Pseudo::Maximum => ins.fmax(x, y),
    });
}

/// The sums of adjacent products of bytes, as 16 bits with a sign: where that is too
/// little, the nearest there is. The second operand's bytes have a sign, or, where the
/// instruction wants it, none.
fn saturated_dot(t: &mut FunctionTranslator<'_, '_>) -> Value {
    let right = t.pop_vector(I8X16);
    let left = t.pop_vector(I8X16);
    if is_fast_x86(t) {
        return t.ins().x86_pmaddubsw(left, right);
    }
    let sums = dot(t, left, right);
    // Only four times -128 is too much. Nothing else becomes the smallest number,
    // whose complement is the largest.
    let smallest =
        t.emit.vconst(I16X8, array::from_fn(|byte| if byte % 2 == 0 { 0 } else { 0x80 }));
    let is_too_much = t.ins().icmp(IntCC::Equal, sums, smallest);
    t.ins().bxor(sums, is_too_much)
}

/// The sums of adjacent signed 16-bit lanes.
fn add_adjacent(t: &mut FunctionTranslator<'_, '_>, vector: Value) -> Value {
    let low = extend(t, Half::Low, Signs::Signed, vector);
    let high = extend(t, Half::High, Signs::Signed, vector);
    t.ins().iadd_pairwise(low, high)
}
