//! Random integer arithmetic, as instructions and as what it computes: so that
//! an index can be made to hit where it shall.

use wasm_encoder::{Function, Instruction as I};

use crate::random::Random;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Width {
    W32,
    W64,
}

impl Width {
    pub fn bits(self) -> u32 {
        match self {
            Width::W32 => 32,
            Width::W64 => 64,
        }
    }

    pub fn mask(self) -> u64 {
        u64::MAX >> (64 - self.bits())
    }
}

#[derive(Clone, Debug)]
pub enum Expression {
    Constant(u64),
    /// A local of the right type and with a known value.
    Local(u32),
    Binary(Operation, Box<[Expression; 2]>),
    /// Sign extension from so many bits.
    SignExtend(u32, Box<Expression>),
    /// The other width's: wrapped, or extended with or without sign.
    Wrap(Box<Expression>),
    Extend(Sign, Box<Expression>),
    /// The first unless the 32-bit condition is zero.
    Select(Box<[Expression; 3]>),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sign {
    Signed,
    Unsigned,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Operation {
    Add,
    Sub,
    Mul,
    And,
    Or,
    Xor,
    Shl,
    ShrS,
    ShrU,
    Rotl,
}

/// The locals that expressions read, and what they hold.
#[derive(Clone, Copy, Debug)]
pub struct Locals<'a> {
    pub w32: &'a [u32],
    pub w64: &'a [u32],
}

impl Expression {
    pub fn random(random: &mut Random, width: Width, depth: usize, locals: Locals<'_>) -> Self {
        let deeper = |random: &mut Random, width| {
            Box::new(Expression::random(random, width, depth - 1, locals))
        };
        if depth == 0 || random.chance(1, 8) {
            let of_width = match width {
                Width::W32 => locals.w32,
                Width::W64 => locals.w64,
            };
            return if random.chance(1, 3) {
                Expression::Constant(random.edge(width.bits()))
            } else {
                Expression::Local(random.pick(of_width))
            };
        }
        match random.below(12) {
            0 => {
                let bits = match width {
                    Width::W32 => random.pick(&[8, 16]),
                    Width::W64 => random.pick(&[8, 16, 32]),
                };
                Expression::SignExtend(bits, deeper(random, width))
            }
            1 | 2 => match width {
                Width::W32 => Expression::Wrap(deeper(random, Width::W64)),
                Width::W64 => {
                    let sign = random.pick(&[Sign::Signed, Sign::Unsigned]);
                    Expression::Extend(sign, deeper(random, Width::W32))
                }
            },
            3 => {
                let (yes, no) = (*deeper(random, width), *deeper(random, width));
                let condition = *deeper(random, Width::W32);
                Expression::Select(Box::new([yes, no, condition]))
            }
            4 | 5 => {
                // What addressing modes scale by.
                let left = *deeper(random, width);
                let amount = Expression::Constant(random.pick(&[0, 1, 2, 3, 3, 4, 31, 32, 33]));
                let operation = random.pick(&[Operation::Shl, Operation::Shl, Operation::ShrU]);
                Expression::Binary(operation, Box::new([left, amount]))
            }
            6 | 7 => {
                let left = *deeper(random, width);
                let constant = Expression::Constant(random.edge(width.bits()));
                Expression::Binary(Operation::Add, Box::new([left, constant]))
            }
            _ => {
                let operation = random.pick(&[
                    Operation::Add,
                    Operation::Add,
                    Operation::Sub,
                    Operation::Mul,
                    Operation::And,
                    Operation::Or,
                    Operation::Xor,
                    Operation::Shl,
                    Operation::ShrS,
                    Operation::ShrU,
                    Operation::Rotl,
                ]);
                let operands = [*deeper(random, width), *deeper(random, width)];
                Expression::Binary(operation, Box::new(operands))
            }
        }
    }

    /// What it computes when the locals hold `values`.
    pub fn value(&self, width: Width, values: &[u64]) -> u64 {
        let of = |expression: &Expression| expression.value(width, values);
        let value = match self {
            Expression::Constant(value) => *value,
            Expression::Local(local) => values[*local as usize],
            Expression::Binary(operation, operands) => {
                operation.value(width, of(&operands[0]), of(&operands[1]))
            }
            Expression::SignExtend(bits, operand) => {
                let unused = 64 - bits;
                ((of(operand) << unused) as i64 >> unused) as u64
            }
            Expression::Wrap(operand) => operand.value(Width::W64, values),
            Expression::Extend(Sign::Unsigned, operand) => operand.value(Width::W32, values),
            Expression::Extend(Sign::Signed, operand) => {
                operand.value(Width::W32, values) as u32 as i32 as u64
            }
            Expression::Select(operands) => match operands[2].value(Width::W32, values) {
                0 => of(&operands[1]),
                _ => of(&operands[0]),
            },
        };
        value & width.mask()
    }

    pub fn emit(&self, width: Width, function: &mut Function) {
        let wide = width == Width::W64;
        match self {
            Expression::Constant(value) if wide => {
                function.instruction(&I::I64Const(*value as i64));
            }
            Expression::Constant(value) => {
                function.instruction(&I::I32Const(*value as u32 as i32));
            }
            Expression::Local(local) => {
                function.instruction(&I::LocalGet(*local));
            }
            Expression::Binary(operation, operands) => {
                operands.iter().for_each(|operand| operand.emit(width, function));
                operation.emit(width, function);
            }
            Expression::SignExtend(bits, operand) => {
                operand.emit(width, function);
                function.instruction(&match (wide, bits) {
                    (false, 8) => I::I32Extend8S,
                    (false, _) => I::I32Extend16S,
                    (true, 8) => I::I64Extend8S,
                    (true, 16) => I::I64Extend16S,
                    (true, _) => I::I64Extend32S,
                });
            }
            Expression::Wrap(operand) => {
                operand.emit(Width::W64, function);
                function.instruction(&I::I32WrapI64);
            }
            Expression::Extend(sign, operand) => {
                operand.emit(Width::W32, function);
                function.instruction(match sign {
                    Sign::Signed => &I::I64ExtendI32S,
                    Sign::Unsigned => &I::I64ExtendI32U,
                });
            }
            Expression::Select(operands) => {
                operands[0].emit(width, function);
                operands[1].emit(width, function);
                operands[2].emit(Width::W32, function);
                function.instruction(&I::Select);
            }
        }
    }
}

impl Operation {
    pub fn value(self, width: Width, left: u64, right: u64) -> u64 {
        let amount = (right % u64::from(width.bits())) as u32;
        let value = match self {
            Operation::Add => left.wrapping_add(right),
            Operation::Sub => left.wrapping_sub(right),
            Operation::Mul => left.wrapping_mul(right),
            Operation::And => left & right,
            Operation::Or => left | right,
            Operation::Xor => left ^ right,
            Operation::Shl => left << amount,
            Operation::ShrU => left >> amount,
            Operation::ShrS if width == Width::W32 => (left as u32 as i32 >> amount) as u64,
            Operation::ShrS => (left as i64 >> amount) as u64,
            Operation::Rotl if width == Width::W32 => u64::from((left as u32).rotate_left(amount)),
            Operation::Rotl => left.rotate_left(amount),
        };
        value & width.mask()
    }

    pub fn emit(self, width: Width, function: &mut Function) {
        function.instruction(&match (width, self) {
            (Width::W32, Operation::Add) => I::I32Add,
            (Width::W32, Operation::Sub) => I::I32Sub,
            (Width::W32, Operation::Mul) => I::I32Mul,
            (Width::W32, Operation::And) => I::I32And,
            (Width::W32, Operation::Or) => I::I32Or,
            (Width::W32, Operation::Xor) => I::I32Xor,
            (Width::W32, Operation::Shl) => I::I32Shl,
            (Width::W32, Operation::ShrS) => I::I32ShrS,
            (Width::W32, Operation::ShrU) => I::I32ShrU,
            (Width::W32, Operation::Rotl) => I::I32Rotl,
            (Width::W64, Operation::Add) => I::I64Add,
            (Width::W64, Operation::Sub) => I::I64Sub,
            (Width::W64, Operation::Mul) => I::I64Mul,
            (Width::W64, Operation::And) => I::I64And,
            (Width::W64, Operation::Or) => I::I64Or,
            (Width::W64, Operation::Xor) => I::I64Xor,
            (Width::W64, Operation::Shl) => I::I64Shl,
            (Width::W64, Operation::ShrS) => I::I64ShrS,
            (Width::W64, Operation::ShrU) => I::I64ShrU,
            (Width::W64, Operation::Rotl) => I::I64Rotl,
        });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_wrap_at_their_width() {
        let narrow = |operation: Operation, left, right| operation.value(Width::W32, left, right);
        assert_eq!(narrow(Operation::Add, 0xffff_ffff, 2), 1);
        assert_eq!(narrow(Operation::ShrS, 0x8000_0000, 33), 0xc000_0000);
        let local = Box::new(Expression::Local(0));
        let extended = Expression::Extend(Sign::Signed, local);
        assert_eq!(extended.value(Width::W64, &[0x8000_0000]), 0xffff_ffff_8000_0000);
    }
}
