//! `i8x16.swizzle`: a lookup in a table of 16 bytes.
//!
//! An index beyond the table gives zero. x86-64 looks at the lowest four bits of
//! an index and at the highest, so that indices have to be adjusted first, unless
//! they are known to be in the table: they come from a mask or a shift, mostly.

use cranelift_codegen::ir::types::I8X16;
use cranelift_codegen::ir::{InstBuilder, InstructionData, Opcode, Value};

use crate::translate::function::FunctionTranslator;

pub fn swizzle(t: &mut FunctionTranslator<'_, '_>) {
    let indices = t.pop_vector(I8X16);
    let table = t.pop_vector(I8X16);
    let in_table = possible_bits(t, indices, DEPTH).iter().all(|&bits| bits < 16);
    let result = if in_table && t.emit.isa.has_x86_pshufb_lowering() {
        t.ins().x86_pshufb(table, indices)
    } else {
        t.ins().swizzle(table, indices)
    };
    t.push(result);
}

/// How many operations behind a value are looked at.
const DEPTH: u32 = 6;

const ANY: [u8; 16] = [0xff; 16];

/// The bits that can be set in each byte of a vector.
fn possible_bits(t: &FunctionTranslator<'_, '_>, value: Value, depth: u32) -> [u8; 16] {
    if let Some(bytes) = t.emit.known_vector(value) {
        return bytes;
    }
    let dfg = &t.emit.builder.func.dfg;
    let value = dfg.resolve_aliases(value);
    let (Some(inst), Some(depth)) = (dfg.value_def(value).inst(), depth.checked_sub(1)) else {
        return ANY;
    };
    let bits = |value| possible_bits(t, value, depth);
    match dfg.insts[inst] {
        InstructionData::LoadNoOffset { opcode: Opcode::Bitcast, arg, .. }
            if dfg.value_type(arg).is_vector() =>
        {
            bits(arg)
        }
        InstructionData::Binary { opcode, args: [left, right] } => match opcode {
            Opcode::Band => zip(bits(left), bits(right), |left, right| left & right),
            Opcode::Bor | Opcode::Bxor => zip(bits(left), bits(right), |left, right| left | right),
            Opcode::Umin if dfg.value_type(value) == I8X16 => {
                zip(bits(left), bits(right), |left, right| below(left.min(right)))
            }
            Opcode::UsubSat if dfg.value_type(value) == I8X16 => {
                let least = t.emit.known_vector(right).unwrap_or([0; 16]);
                zip(bits(left), least, |left, least| below(left.saturating_sub(least)))
            }
            Opcode::Ushr if dfg.value_type(value) == I8X16 => match t.emit.known_integer(right) {
                Some(distance) => bits(left).map(|left| left >> (distance % 8)),
                None => ANY,
            },
            _ => ANY,
        },
        _ => ANY,
    }
}

fn zip(left: [u8; 16], right: [u8; 16], combine: impl Fn(u8, u8) -> u8) -> [u8; 16] {
    std::array::from_fn(|lane| combine(left[lane], right[lane]))
}

/// The bits that can be set in a number up to `greatest`.
fn below(greatest: u8) -> u8 {
    u8::MAX.checked_shr(greatest.leading_zeros()).unwrap_or(0)
}
