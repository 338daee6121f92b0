//! Core, "Variable Instructions", and constants.

use cranelift_codegen::entity::EntityRef;
use cranelift_codegen::ir::types;
use wasmparser::Operator;

use super::Outcome;
use crate::error::Result;
use crate::translate::function::FunctionTranslator;
use crate::wasm::GlobalIndex;

pub fn translate(t: &mut FunctionTranslator<'_, '_>, operator: &Operator<'_>) -> Result<Outcome> {
    match *operator {
        Operator::LocalGet { local_index } => {
            let value = t.local_get(local_index);
            t.push(value);
        }
        Operator::LocalSet { local_index } => {
            let value = t.pop();
            t.local_set(local_index, value);
        }
        Operator::LocalTee { local_index } => {
            let value = t.pop();
            t.local_set(local_index, value);
            t.push(value);
        }
        Operator::GlobalGet { global_index } => {
            let global = t.instance.globals[GlobalIndex::new(global_index as usize)];
            let value = t.emit.global_get(global);
            t.push(value);
        }
        Operator::GlobalSet { global_index } => {
            let global = t.instance.globals[GlobalIndex::new(global_index as usize)];
            let value = t.pop();
            t.emit.global_set(global, value);
        }
        Operator::I32Const { value } => {
            let value = t.emit.iconst(types::I32, u64::from(value as u32));
            t.push(value);
        }
        Operator::I64Const { value } => {
            let value = t.emit.iconst(types::I64, value as u64);
            t.push(value);
        }
        Operator::F32Const { value } => {
            let value = t.emit.f32const(value.bits());
            t.push(value);
        }
        Operator::F64Const { value } => {
            let value = t.emit.f64const(value.bits());
            t.push(value);
        }
        _ => return Ok(Outcome::NotInThisFamily),
    }
    Ok(Outcome::Translated)
}
