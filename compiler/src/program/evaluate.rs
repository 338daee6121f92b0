//! Evaluates constant expressions. Core, "Constant Expressions": they read
//! nothing but constants, so all of them have a value at compile time.

use super::{Reference, Value};
use crate::error::{Error, Result};
use crate::wasm::{ConstantExpression, ConstantOperator, FuncIndex, GlobalIndex};

/// What an expression can refer to.
pub trait Context {
    /// The value of an immutable global.
    fn global(&self, global: GlobalIndex) -> Value;
    /// A reference to a function.
    fn function(&mut self, function: FuncIndex) -> Reference;
}

/// The value of a validated expression.
///
/// # Errors
/// An expression that validation should have refused.
pub fn evaluate(expression: &ConstantExpression, context: &mut impl Context) -> Result<Value> {
    use ConstantOperator as Constant;
    let mut stack: Vec<Value> = Vec::with_capacity(2);
    for operator in &expression.0 {
        let value = match *operator {
            Constant::I32(value) => Value::I32(value),
            Constant::I64(value) => Value::I64(value),
            Constant::F32(bits) => Value::F32(bits),
            Constant::F64(bits) => Value::F64(bits),
            Constant::V128(bits) => Value::V128(bits),
            Constant::RefNull => Value::Reference(Reference::Null),
            Constant::RefFunc(function) => Value::Reference(context.function(function)),
            Constant::GlobalGet(global) => context.global(global),
            Constant::I32Add => binary(&mut stack, i32::wrapping_add, i64::wrapping_add)?,
            Constant::I32Sub => binary(&mut stack, i32::wrapping_sub, i64::wrapping_sub)?,
            Constant::I32Mul => binary(&mut stack, i32::wrapping_mul, i64::wrapping_mul)?,
            Constant::I64Add => binary(&mut stack, i32::wrapping_add, i64::wrapping_add)?,
            Constant::I64Sub => binary(&mut stack, i32::wrapping_sub, i64::wrapping_sub)?,
            Constant::I64Mul => binary(&mut stack, i32::wrapping_mul, i64::wrapping_mul)?,
        };
        stack.push(value);
    }
    match stack[..] {
        [value] => Ok(value),
        _ => Err(not_constant()),
    }
}

/// An operation of both widths; validation has checked which one it is.
fn binary(
    stack: &mut Vec<Value>,
    narrow: fn(i32, i32) -> i32,
    wide: fn(i64, i64) -> i64,
) -> Result<Value> {
    let right = stack.pop();
    let left = stack.pop();
    match (left, right) {
        (Some(Value::I32(left)), Some(Value::I32(right))) => Ok(Value::I32(narrow(left, right))),
        (Some(Value::I64(left)), Some(Value::I64(right))) => Ok(Value::I64(wide(left, right))),
        _ => Err(not_constant()),
    }
}

fn not_constant() -> Error {
    Error::internal("a constant expression has no value though it was validated")
}
