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
    let result = match single_source(t, lanes, left, right) {
        Some((source, lanes)) => shuffle_one(t, source, lanes),
        None => emit(t, left, right, lanes),
    };
    t.push(result);
}

/// Half of the operand's lanes, each extended to twice its width. The other half
/// of a shuffle is not asked for.
pub fn extend_half(t: &mut FunctionTranslator<'_, '_>, ty: Type, half: Half, signs: Signs) {
    let operand = t.pop_raw();
    let result = match half_of_shuffle(t, half, operand) {
        Some((source, [0, 1, 2, 3, 4, 5, 6, 7])) => extend_as(t, ty, Half::Low, signs, source),
        Some((source, [8, 9, 10, 11, 12, 13, 14, 15])) => {
            extend_as(t, ty, Half::High, signs, source)
        }
        Some((source, lanes)) => match signs {
            Signs::Unsigned if t.emit.isa.has_x86_pshufb_lowering() => {
                shuffle_with_zeros(t, source, lanes, ty.lane_type().bytes() as usize)
            }
            // One instruction already.
            _ if is_shuffle_of_one(t, operand) => extend_as(t, ty, half, signs, operand),
            _ => {
                let both = std::array::from_fn(|lane| lanes[lane % 8]);
                let shuffled = shuffle_one(t, source, both);
                extend_as(t, ty, Half::Low, signs, shuffled)
            }
        },
        None => extend_as(t, ty, half, signs, operand),
    };
    t.push(result);
}

fn is_shuffle_of_one(t: &FunctionTranslator<'_, '_>, value: Value) -> bool {
    operands_of_shuffle(t, value).is_some_and(|(left, right, _)| left == right)
}

fn extend_as(
    t: &mut FunctionTranslator<'_, '_>,
    ty: Type,
    half: Half,
    signs: Signs,
    operand: Value,
) -> Value {
    let operand = t.emit.reinterpret(ty, operand);
    extend(t, half, signs, operand)
}

/// The bytes in groups of `width`, with as many zeros behind each group.
fn shuffle_with_zeros(
    t: &mut FunctionTranslator<'_, '_>,
    source: Value,
    lanes: [u8; 8],
    width: usize,
) -> Value {
    // `pshufb` gives zero for an index with the highest bit.
    let indices = std::array::from_fn(|lane| match lane % (2 * width) {
        within if within < width => lanes[lane / (2 * width) * width + within],
        _ => 0x80,
    });
    let indices = t.emit.vconst(I8X16, indices);
    let source = t.emit.reinterpret(I8X16, source);
    t.ins().x86_pshufb(source, indices)
}

/// Where half of a shuffle comes from one vector: that one, and the bytes it
/// gives.
fn half_of_shuffle(
    t: &FunctionTranslator<'_, '_>,
    half: Half,
    value: Value,
) -> Option<(Value, [u8; 8])> {
    let (left, right, lanes) = operands_of_shuffle(t, value)?;
    let lanes = match half {
        Half::Low => &lanes[..8],
        Half::High => &lanes[8..],
    };
    single_source(t, lanes.try_into().ok()?, left, right)
}

/// The vectors that `value` is a shuffle of, and which of their bytes it has.
fn operands_of_shuffle<'a>(
    t: &'a FunctionTranslator<'_, '_>,
    value: Value,
) -> Option<(Value, Value, &'a [u8])> {
    let dfg = &t.emit.builder.func.dfg;
    match dfg.insts[dfg.value_def(dfg.resolve_aliases(value)).inst()?] {
        InstructionData::Shuffle { opcode: Opcode::Shuffle, args: [left, right], imm } => {
            Some((left, right, dfg.immediates[imm].as_slice()))
        }
        _ => None,
    }
}

/// The vector that all these bytes of two vectors come from, and which of its
/// bytes they are: the two may be shuffles of it.
fn single_source<const N: usize>(
    t: &FunctionTranslator<'_, '_>,
    lanes: [u8; N],
    left: Value,
    right: Value,
) -> Option<(Value, [u8; N])> {
    let from = |depth| lanes.map(|lane| origin(t, left, right, lane, depth));
    (0..=DEPTH).map(from).find_map(|origins| {
        let (source, _) = origins[0];
        let is_single = origins.iter().all(|&(other, _)| other == source);
        is_single.then(|| (source, origins.map(|(_, lane)| lane)))
    })
}

/// How many shuffles behind a shuffle are looked at.
const DEPTH: u32 = 3;

/// Where a byte of two vectors comes from.
fn origin(
    t: &FunctionTranslator<'_, '_>,
    left: Value,
    right: Value,
    lane: u8,
    depth: u32,
) -> (Value, u8) {
    let (value, lane) = if lane < 16 { (left, lane) } else { (right, lane - 16) };
    match (operands_of_shuffle(t, value), depth.checked_sub(1)) {
        (Some((left, right, lanes)), Some(depth)) => {
            origin(t, left, right, lanes[usize::from(lane)], depth)
        }
        _ => (value, lane),
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
