//! Every instruction that accesses memory at one place, as data.

use wasm_encoder::{Encode, Function, Instruction as I, ValType};

use crate::random::Random;

/// An instruction with a `memarg`.
#[derive(Clone, Copy, Debug)]
pub struct Access {
    /// The opcode, behind its prefix if it has one.
    prefix: Option<u8>,
    opcode: u8,
    /// Bytes that it touches.
    pub width: u64,
    shape: Shape,
}

/// Operands behind the address, and the result.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Shape {
    Load(ValType),
    Store(ValType),
    /// A vector in, a vector out, of so many lanes.
    LoadLane(u8),
    StoreLane(u8),
    /// A value in, a value out.
    Modify(ValType),
    CompareExchange(ValType),
}

/// Where values come from.
#[derive(Clone, Copy, Debug)]
pub struct Operands {
    /// A local of type i64.
    pub value: u32,
    /// A local of type v128.
    pub vector: u32,
}

use ValType::{F32, F64, I32, I64, V128};

impl Access {
    /// Any access; atomic ones only if `atomics` says so.
    pub fn any(random: &mut Random, atomics: bool) -> Access {
        let scalar = |opcode, shape, width| Access { prefix: None, opcode, width, shape };
        let vector = |opcode, shape, width| Access { prefix: Some(0xfd), opcode, width, shape };
        match random.below(if atomics { 12 } else { 8 }) {
            0..3 => {
                let (opcode, ty, width) = random.pick(&[
                    (0x28, I32, 4),
                    (0x29, I64, 8),
                    (0x2a, F32, 4),
                    (0x2b, F64, 8),
                    (0x2c, I32, 1),
                    (0x2d, I32, 1),
                    (0x2e, I32, 2),
                    (0x2f, I32, 2),
                    (0x30, I64, 1),
                    (0x31, I64, 1),
                    (0x32, I64, 2),
                    (0x33, I64, 2),
                    (0x34, I64, 4),
                    (0x35, I64, 4),
                ]);
                scalar(opcode, Shape::Load(ty), width)
            }
            3..6 => {
                let (opcode, ty, width) = random.pick(&[
                    (0x36, I32, 4),
                    (0x37, I64, 8),
                    (0x38, F32, 4),
                    (0x39, F64, 8),
                    (0x3a, I32, 1),
                    (0x3b, I32, 2),
                    (0x3c, I64, 1),
                    (0x3d, I64, 2),
                    (0x3e, I64, 4),
                ]);
                scalar(opcode, Shape::Store(ty), width)
            }
            6..8 => match random.below(5) {
                0 => {
                    let size = random.below(4) as u8;
                    let (first, shape) = if random.chance(1, 2) {
                        (84, Shape::LoadLane(16 >> size))
                    } else {
                        (88, Shape::StoreLane(16 >> size))
                    };
                    vector(first + size, shape, 1 << size)
                }
                1 | 2 => {
                    let (opcode, shape) =
                        random.pick(&[(0, Shape::Load(V128)), (11, Shape::Store(V128))]);
                    vector(opcode, shape, 16)
                }
                _ => {
                    let (opcode, width) = random.pick(&[
                        (1, 8),
                        (2, 8),
                        (3, 8),
                        (4, 8),
                        (5, 8),
                        (6, 8),
                        (7, 1),
                        (8, 2),
                        (9, 4),
                        (10, 8),
                        (92, 4),
                        (93, 8),
                    ]);
                    vector(opcode, Shape::Load(V128), width)
                }
            },
            _ => {
                let kinds = [(I32, 4), (I64, 8), (I32, 1), (I32, 2), (I64, 1), (I64, 2), (I64, 4)];
                let kind = random.below(kinds.len());
                let (ty, width) = kinds[kind];
                // Loads, stores, and seven operations that read and write.
                let group = random.below(9);
                let shape = match group {
                    0 => Shape::Load(ty),
                    1 => Shape::Store(ty),
                    8 => Shape::CompareExchange(ty),
                    _ => Shape::Modify(ty),
                };
                let opcode = 0x10 + (7 * group + kind) as u8;
                Access { prefix: Some(0xfe), opcode, width, shape }
            }
        }
    }

    /// Emits the access; its address is on the stack. What is read is mixed into
    /// `operands.value`.
    pub fn emit(
        &self,
        function: &mut Function,
        memory: u32,
        offset: u64,
        operands: Operands,
        random: &mut Random,
    ) {
        match self.shape {
            Shape::Load(_) => {}
            Shape::Store(ty) | Shape::Modify(ty) => operand(function, ty, operands),
            Shape::CompareExchange(ty) => {
                operand(function, ty, operands);
                operand(function, ty, operands);
            }
            Shape::LoadLane(_) | Shape::StoreLane(_) => operand(function, V128, operands),
        }
        let mut bytes = Vec::new();
        bytes.extend(self.prefix);
        match self.prefix {
            Some(_) => u32::from(self.opcode).encode(&mut bytes),
            None => bytes.push(self.opcode),
        }
        let natural = self.width.trailing_zeros();
        // The alignment is a hint, but not to atomic instructions.
        let align = match self.prefix {
            Some(0xfe) => natural,
            _ => random.below(natural as usize + 1) as u32,
        };
        if memory == 0 {
            align.encode(&mut bytes);
        } else {
            (align | 0x40).encode(&mut bytes);
            memory.encode(&mut bytes);
        }
        offset.encode(&mut bytes);
        if let Shape::LoadLane(lanes) | Shape::StoreLane(lanes) = self.shape {
            bytes.push(random.below(usize::from(lanes)) as u8);
        }
        function.raw(bytes);
        match self.shape {
            Shape::Load(ty) | Shape::Modify(ty) | Shape::CompareExchange(ty) => {
                mix(function, ty, operands);
            }
            Shape::LoadLane(_) => mix(function, V128, operands),
            Shape::Store(_) | Shape::StoreLane(_) => {}
        }
    }

    /// Whether it demands that its address is a multiple of its width.
    pub fn is_atomic(&self) -> bool {
        self.prefix == Some(0xfe)
    }
}

fn operand(function: &mut Function, ty: ValType, operands: Operands) {
    if ty == V128 {
        function.instruction(&I::LocalGet(operands.vector));
        return;
    }
    function.instruction(&I::LocalGet(operands.value));
    match ty {
        I32 => function.instruction(&I::I32WrapI64),
        F64 => function.instruction(&I::F64ReinterpretI64),
        F32 => function.instruction(&I::I32WrapI64).instruction(&I::F32ReinterpretI32),
        _ => function,
    };
}

/// Mixes the value on the stack into the one of the operands.
fn mix(function: &mut Function, ty: ValType, operands: Operands) {
    match ty {
        I32 => function.instruction(&I::I64ExtendI32S),
        F64 => function.instruction(&I::I64ReinterpretF64),
        F32 => function.instruction(&I::I32ReinterpretF32).instruction(&I::I64ExtendI32U),
        V128 => function
            .instruction(&I::LocalTee(operands.vector))
            .instruction(&I::I64x2ExtractLane(0))
            .instruction(&I::LocalGet(operands.vector))
            .instruction(&I::I64x2ExtractLane(1))
            .instruction(&I::I64Const(3))
            .instruction(&I::I64Rotl)
            .instruction(&I::I64Xor),
        _ => function,
    };
    for instruction in [
        I::LocalGet(operands.value),
        I::I64Const(0x100_0000_01b3),
        I::I64Mul,
        I::I64Xor,
        I::LocalSet(operands.value),
    ] {
        function.instruction(&instruction);
    }
}
