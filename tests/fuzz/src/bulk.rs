//! Instructions that fill and copy ranges of memory.

use wasm_encoder::{Function, Instruction as I};

use crate::accesses::Operands;
use crate::expression::Width;
use crate::random::Random;

/// The bytes of the passive data segment that `memory.init` reads.
pub const SEGMENT: u64 = 70;

/// A range of one memory that is written.
#[derive(Clone, Copy, Debug)]
pub struct Bulk {
    kind: Kind,
    /// In bytes. Short ones are compiled to code of their own.
    pub length: u64,
    /// Whether the length is a constant.
    constant: bool,
}

#[derive(Clone, Copy, Debug)]
enum Kind {
    Fill,
    /// From so far before or behind in the same memory.
    Copy {
        distance: i64,
    },
    /// From the start of another memory or the same.
    CopyFrom {
        memory: u32,
        width: Width,
        place: u64,
    },
    Init {
        place: u64,
    },
}

impl Bulk {
    pub fn random(random: &mut Random, widths: &[Width]) -> Bulk {
        let length = match random.below(4) {
            0 => random.pick(&[0, 1, 2, 4, 8, 16, 32, 64, 65]),
            _ => random.next() % 80,
        };
        let near = length as i64 + 3;
        let memory = random.below(widths.len());
        let kind = match random.below(4) {
            0 => Kind::Fill,
            1 => Kind::Copy { distance: (random.next() % (2 * near as u64)) as i64 - near },
            2 => Kind::CopyFrom {
                memory: memory as u32,
                width: widths[memory],
                place: random.next() % 64,
            },
            _ => Kind::Init { place: random.next() % SEGMENT },
        };
        Bulk { kind, length, constant: random.chance(3, 4) }
    }

    /// Emits all behind the index, which is on the stack, `index` being what it
    /// was computed by.
    pub fn emit(
        &self,
        function: &mut Function,
        (memory, width): (u32, Width),
        operands: Operands,
        index: impl FnOnce(&mut Function),
    ) {
        let mut length_width = width;
        match self.kind {
            Kind::Fill => {
                function.instruction(&I::LocalGet(operands.value)).instruction(&I::I32WrapI64);
            }
            Kind::Copy { distance } => {
                index(function);
                constant(function, width, distance as u64);
                function.instruction(match width {
                    Width::W32 => &I::I32Add,
                    Width::W64 => &I::I64Add,
                });
            }
            Kind::CopyFrom { width: from, place, .. } => {
                constant(function, from, place);
                if from == Width::W32 {
                    length_width = Width::W32;
                }
            }
            Kind::Init { place } => {
                constant(function, Width::W32, place);
                length_width = Width::W32;
            }
        }
        if self.constant {
            constant(function, length_width, self.length);
        } else {
            // Some bits of a value that nobody knows.
            function.instruction(&I::LocalGet(operands.value));
            if length_width == Width::W32 {
                function.instruction(&I::I32WrapI64);
            }
            constant(function, length_width, 0x3f);
            function.instruction(match length_width {
                Width::W32 => &I::I32And,
                Width::W64 => &I::I64And,
            });
        }
        function.instruction(&match self.kind {
            Kind::Fill => I::MemoryFill(memory),
            Kind::Copy { .. } => I::MemoryCopy { src_mem: memory, dst_mem: memory },
            Kind::CopyFrom { memory: from, .. } => I::MemoryCopy { src_mem: from, dst_mem: memory },
            Kind::Init { .. } => I::MemoryInit { mem: memory, data_index: 0 },
        });
    }
}

fn constant(function: &mut Function, width: Width, value: u64) {
    match width {
        Width::W32 => function.instruction(&I::I32Const(value as i32)),
        Width::W64 => function.instruction(&I::I64Const(value as i64)),
    };
}
