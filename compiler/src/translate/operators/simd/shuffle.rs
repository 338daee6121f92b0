//! Shuffles, and what takes their results apart again.
//!
//! A CPU shuffles the bytes of one vector in one instruction and those of two in
//! three. Compilers ask for two where one would do, because WebAssembly has no
//! way to say that a byte of the result does not matter.

use cranelift_codegen::ir::types::I8X16;
use cranelift_codegen::ir::{ConstantData, InstBuilder, InstructionData, Opcode, Type, Value};

use super::integer::{Half, Signs, extend};
use crate::translate::function::FunctionTranslator;

/// `i8x16.shuffle`.
pub fn shuffle(t: &mut FunctionTranslator<'_, '_>, lanes: [u8; 16]) {
    let right = t.pop_vector(I8X16);
    let left = t.pop_vector(I8X16);
    let result = match single_source(&lanes, left, right) {
        Some((source, lanes)) => shuffle_one(t, source, lanes),
        None => emit(t, left, right, lanes),
    };
    t.push(result);
}

/// Half of the operand's lanes, each extended to twice its width. The other half
/// of a shuffle is not asked for.
pub fn extend_half(t: &mut FunctionTranslator<'_, '_>, ty: Type, half: Half, signs: Signs) {
    let operand = t.pop_raw();
    let (half, operand) = match half_of_shuffle(t, half, operand) {
        Some((source, [0, 1, 2, 3, 4, 5, 6, 7])) => (Half::Low, source),
        Some((source, [8, 9, 10, 11, 12, 13, 14, 15])) => (Half::High, source),
        Some((source, lanes)) => {
            let both = std::array::from_fn(|lane| lanes[lane % 8]);
            (Half::Low, shuffle_one(t, source, both))
        }
        None => (half, operand),
    };
    let operand = t.emit.reinterpret(ty, operand);
    let result = extend(t, half, signs, operand);
    t.push(result);
}

/// Where half of a shuffle of two vectors comes from one of them: that one, and
/// the bytes it gives.
fn half_of_shuffle(
    t: &FunctionTranslator<'_, '_>,
    half: Half,
    value: Value,
) -> Option<(Value, [u8; 8])> {
    let dfg = &t.emit.builder.func.dfg;
    let InstructionData::Shuffle { opcode: Opcode::Shuffle, args: [left, right], imm } =
        dfg.insts[dfg.value_def(dfg.resolve_aliases(value)).inst()?]
    else {
        return None;
    };
    if left == right {
        return None;
    }
    let lanes = dfg.immediates[imm].as_slice();
    let lanes = match half {
        Half::Low => &lanes[..8],
        Half::High => &lanes[8..],
    };
    single_source(lanes.try_into().ok()?, left, right)
}

/// The operand that all bytes come from, and which of its bytes they are.
fn single_source<const N: usize>(
    lanes: &[u8; N],
    left: Value,
    right: Value,
) -> Option<(Value, [u8; N])> {
    let of_right = |&lane: &u8| lane >= 16;
    if left == right || !lanes.iter().any(of_right) {
        Some((left, lanes.map(|lane| lane % 16)))
    } else if lanes.iter().all(of_right) {
        Some((right, lanes.map(|lane| lane % 16)))
    } else {
        None
    }
}

fn shuffle_one(t: &mut FunctionTranslator<'_, '_>, source: Value, lanes: [u8; 16]) -> Value {
    let identity = std::array::from_fn(|lane| lane as u8);
    if lanes == identity { source } else { emit(t, source, source, lanes) }
}

fn emit(t: &mut FunctionTranslator<'_, '_>, left: Value, right: Value, lanes: [u8; 16]) -> Value {
    let lanes = t.emit.builder.func.dfg.immediates.push(ConstantData::from(&lanes[..]));
    t.ins().shuffle(left, right, lanes)
}
