//! Constant expressions, decoded into a short postfix program.

use cranelift_codegen::entity::EntityRef;
use wasmparser::{ConstExpr, Operator};

use super::{FuncIndex, GlobalIndex};
use crate::error::{Error, Result};

/// Core, "Constant Expressions". Evaluated by `program`.
#[derive(Clone, Debug, PartialEq)]
pub struct ConstantExpression(pub Vec<ConstantOperator>);

#[derive(Clone, Copy, Debug, PartialEq)]
pub enum ConstantOperator {
    I32(i32),
    I64(i64),
    /// The bits of an f32.
    F32(u32),
    /// The bits of an f64.
    F64(u64),
    V128(u128),
    RefNull,
    RefFunc(FuncIndex),
    GlobalGet(GlobalIndex),
    I32Add,
    I32Sub,
    I32Mul,
    I64Add,
    I64Sub,
    I64Mul,
}

impl ConstantExpression {
    /// Decodes a validated expression.
    pub fn read(expression: &ConstExpr<'_>) -> Result<ConstantExpression> {
        use ConstantOperator as Constant;
        let mut operators = Vec::with_capacity(1);
        let mut reader = expression.get_operators_reader();
        while !reader.eof() {
            let offset = reader.original_position();
            operators.push(match reader.read()? {
                Operator::I32Const { value } => Constant::I32(value),
                Operator::I64Const { value } => Constant::I64(value),
                Operator::F32Const { value } => Constant::F32(value.bits()),
                Operator::F64Const { value } => Constant::F64(value.bits()),
                Operator::V128Const { value } => Constant::V128(value.i128() as u128),
                Operator::RefNull { .. } => Constant::RefNull,
                Operator::RefFunc { function_index } => {
                    Constant::RefFunc(FuncIndex::new(function_index as usize))
                }
                Operator::GlobalGet { global_index } => {
                    Constant::GlobalGet(GlobalIndex::new(global_index as usize))
                }
                Operator::I32Add => Constant::I32Add,
                Operator::I32Sub => Constant::I32Sub,
                Operator::I32Mul => Constant::I32Mul,
                Operator::I64Add => Constant::I64Add,
                Operator::I64Sub => Constant::I64Sub,
                Operator::I64Mul => Constant::I64Mul,
                Operator::End => continue,
                other => {
                    return Err(Error::unsupported(format!(
                        "instruction `{}` in a constant expression",
                        crate::wasm::operator_name(&other)
                    ))
                    .at(offset));
                }
            });
        }
        Ok(ConstantExpression(operators))
    }
}
