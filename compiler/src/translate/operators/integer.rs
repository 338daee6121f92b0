//! Core, "Numeric Instructions": integers.
//!
//! CLIF's instructions agree with WebAssembly's: shift distances count modulo
//! the width; divisions trap by themselves, with codes of their own; and the
//! remainder of the smallest integer by -1 is 0.

use cranelift_codegen::ir::condcodes::IntCC;
use cranelift_codegen::ir::{InstBuilder, Type, types};
use wasmparser::Operator;

use super::Outcome;
use crate::error::Result;
use crate::translate::function::FunctionTranslator;

pub fn translate(t: &mut FunctionTranslator<'_, '_>, operator: &Operator<'_>) -> Result<Outcome> {
    match operator {
        Operator::I32Add | Operator::I64Add => t.binary(|ins, x, y| ins.iadd(x, y)),
        Operator::I32Sub | Operator::I64Sub => t.binary(|ins, x, y| ins.isub(x, y)),
        Operator::I32Mul | Operator::I64Mul => t.binary(|ins, x, y| ins.imul(x, y)),
        Operator::I32DivS | Operator::I64DivS => t.binary(|ins, x, y| ins.sdiv(x, y)),
        Operator::I32DivU | Operator::I64DivU => t.binary(|ins, x, y| ins.udiv(x, y)),
        Operator::I32RemS | Operator::I64RemS => t.binary(|ins, x, y| ins.srem(x, y)),
        Operator::I32RemU | Operator::I64RemU => t.binary(|ins, x, y| ins.urem(x, y)),
        Operator::I32And | Operator::I64And => t.binary(|ins, x, y| ins.band(x, y)),
        Operator::I32Or | Operator::I64Or => t.binary(|ins, x, y| ins.bor(x, y)),
        Operator::I32Xor | Operator::I64Xor => t.binary(|ins, x, y| ins.bxor(x, y)),
        Operator::I32Shl | Operator::I64Shl => t.binary(|ins, x, y| ins.ishl(x, y)),
        Operator::I32ShrS | Operator::I64ShrS => t.binary(|ins, x, y| ins.sshr(x, y)),
        Operator::I32ShrU | Operator::I64ShrU => t.binary(|ins, x, y| ins.ushr(x, y)),
        Operator::I32Rotl | Operator::I64Rotl => t.binary(|ins, x, y| ins.rotl(x, y)),
        Operator::I32Rotr | Operator::I64Rotr => t.binary(|ins, x, y| ins.rotr(x, y)),
        Operator::I32Clz | Operator::I64Clz => t.unary(|ins, x| ins.clz(x)),
        Operator::I32Ctz | Operator::I64Ctz => t.unary(|ins, x| ins.ctz(x)),
        Operator::I32Popcnt | Operator::I64Popcnt => t.unary(|ins, x| ins.popcnt(x)),

        Operator::I32Eqz | Operator::I64Eqz => {
            let operand = t.pop_raw();
            let operand = t.extended_truth(operand).unwrap_or(operand);
            let zero = t.emit.iconst(t.emit.value_type(operand), 0);
            let truth = t.emit.compare(IntCC::Equal, operand, zero);
            t.push_truth(truth);
        }
        Operator::I32Eq | Operator::I64Eq => compare(t, IntCC::Equal),
        Operator::I32Ne | Operator::I64Ne => compare(t, IntCC::NotEqual),
        Operator::I32LtS | Operator::I64LtS => compare(t, IntCC::SignedLessThan),
        Operator::I32LtU | Operator::I64LtU => compare(t, IntCC::UnsignedLessThan),
        Operator::I32GtS | Operator::I64GtS => compare(t, IntCC::SignedGreaterThan),
        Operator::I32GtU | Operator::I64GtU => compare(t, IntCC::UnsignedGreaterThan),
        Operator::I32LeS | Operator::I64LeS => compare(t, IntCC::SignedLessThanOrEqual),
        Operator::I32LeU | Operator::I64LeU => compare(t, IntCC::UnsignedLessThanOrEqual),
        Operator::I32GeS | Operator::I64GeS => compare(t, IntCC::SignedGreaterThanOrEqual),
        Operator::I32GeU | Operator::I64GeU => compare(t, IntCC::UnsignedGreaterThanOrEqual),

        Operator::I32WrapI64 => t.unary(|ins, x| ins.ireduce(types::I32, x)),
        Operator::I64ExtendI32S => t.unary(|ins, x| ins.sextend(types::I64, x)),
        Operator::I64ExtendI32U => t.unary(|ins, x| ins.uextend(types::I64, x)),
        Operator::I32Extend8S => extend_low_bits(t, types::I8),
        Operator::I32Extend16S => extend_low_bits(t, types::I16),
        Operator::I64Extend8S => extend_low_bits(t, types::I8),
        Operator::I64Extend16S => extend_low_bits(t, types::I16),
        Operator::I64Extend32S => extend_low_bits(t, types::I32),
        _ => return Ok(Outcome::NotInThisFamily),
    }
    Ok(Outcome::Translated)
}

fn compare(t: &mut FunctionTranslator<'_, '_>, condition: IntCC) {
    let right = t.pop_raw();
    let left = t.pop_raw();
    let truth = t.emit.compare(condition, left, right);
    t.push_truth(truth);
}

/// Sign-extends the part of the operand that `narrow` holds.
fn extend_low_bits(t: &mut FunctionTranslator<'_, '_>, narrow: Type) {
    let operand = t.pop_raw();
    let ty = t.emit.value_type(operand);
    let low = t.ins().ireduce(narrow, operand);
    let result = t.ins().sextend(ty, low);
    t.push(result);
}
