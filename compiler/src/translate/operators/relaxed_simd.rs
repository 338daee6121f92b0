//! Core, "Relaxed Vector Operations": of the results that the specification
//! allows, the one that the strict instruction has, so that a program computes
//! the same on every CPU.
//!
//! Multiplication with addition is the exception. It exists to be fast: it is
//! fused where the CPU that the program is compiled for can do so, and two
//! instructions elsewhere. The executable fixes the choice, not the machine
//! that it runs on. With `--deterministic-relaxed-simd` it is fused for every
//! CPU, by a function of the runtime where there is no instruction.

use cranelift_codegen::ir::types::{F32X4, F64X2, I8X16, I16X8, I32X4, I64X2};
use cranelift_codegen::ir::{InstBuilder, Type, Value};
use wasmparser::Operator;

use super::Outcome;
use super::simd::convert::{truncate, truncate_zero};
use super::simd::integer::{Half, Signs, dot, extend};
use crate::error::Result;
use crate::options::RelaxedSimd;
use crate::translate::function::FunctionTranslator;

pub fn translate(t: &mut FunctionTranslator<'_, '_>, operator: &Operator<'_>) -> Result<Outcome> {
    match operator {
        Operator::I8x16RelaxedSwizzle => t.vector_binary(I8X16, |ins, x, y| ins.swizzle(x, y)),
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
        Operator::F32x4RelaxedMin => t.vector_binary(F32X4, |ins, x, y| ins.fmin(x, y)),
        Operator::F64x2RelaxedMin => t.vector_binary(F64X2, |ins, x, y| ins.fmin(x, y)),
        Operator::F32x4RelaxedMax => t.vector_binary(F32X4, |ins, x, y| ins.fmax(x, y)),
        Operator::F64x2RelaxedMax => t.vector_binary(F64X2, |ins, x, y| ins.fmax(x, y)),
        Operator::I16x8RelaxedQ15mulrS => {
            t.vector_binary(I16X8, |ins, x, y| ins.sqmul_round_sat(x, y));
        }
        Operator::I16x8RelaxedDotI8x16I7x16S => {
            let right = t.pop_vector(I8X16);
            let left = t.pop_vector(I8X16);
            let result = dot(t, left, right);
            t.push(result);
        }
        Operator::I32x4RelaxedDotI8x16I7x16AddS => {
            let addend = t.pop_vector(I32X4);
            let right = t.pop_vector(I8X16);
            let left = t.pop_vector(I8X16);
            let sums = dot(t, left, right);
            let sums = add_adjacent(t, sums);
            let result = t.ins().iadd(sums, addend);
            t.push(result);
        }
        _ => return Ok(Outcome::NotInThisFamily),
    }
    Ok(Outcome::Translated)
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
    let fuses = t.emit.program.relaxed_simd == RelaxedSimd::Deterministic;
    let result = if fuses || t.emit.isa.has_native_fma() {
        t.ins().fma(left, right, addend)
    } else {
        let product = t.ins().fmul(left, right);
        t.ins().fadd(product, addend)
    };
    t.push(result);
}

/// As `v128.bitselect`.
fn select_lanes(t: &mut FunctionTranslator<'_, '_>, ty: Type) {
    let mask = t.pop_vector(ty);
    t.vector_binary(ty, |ins, x, y| ins.bitselect(mask, x, y));
}

/// The sums of adjacent signed 16-bit lanes.
fn add_adjacent(t: &mut FunctionTranslator<'_, '_>, vector: Value) -> Value {
    let low = extend(t, Half::Low, Signs::Signed, vector);
    let high = extend(t, Half::High, Signs::Signed, vector);
    t.ins().iadd_pairwise(low, high)
}
