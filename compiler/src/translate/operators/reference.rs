//! Core, "Reference Instructions".

use cranelift_codegen::entity::EntityRef;
use cranelift_codegen::ir::condcodes::IntCC;
use wasi2native_runtime_support::abi::traps::Trap;
use wasmparser::Operator;

use super::Outcome;
use crate::error::Result;
use crate::program::Reference;
use crate::translate::REFERENCE;
use crate::translate::function::FunctionTranslator;
use crate::wasm::FuncIndex;

pub fn translate(t: &mut FunctionTranslator<'_, '_>, operator: &Operator<'_>) -> Result<Outcome> {
    match *operator {
        Operator::RefNull { .. } => {
            let null = t.emit.reference(Reference::Null);
            t.push(null);
        }
        Operator::RefFunc { function_index } => {
            let function = FuncIndex::new(function_index as usize);
            let reference = t.emit.program.reference_to(t.instance_key, function);
            let reference = t.emit.reference(reference);
            t.push(reference);
        }
        Operator::RefIsNull => {
            let reference = t.pop_raw();
            let null = t.emit.iconst(REFERENCE, 0);
            let truth = t.emit.compare(IntCC::Equal, reference, null);
            t.push_truth(truth);
        }
        Operator::RefAsNonNull => {
            let reference = t.pop_raw();
            t.emit.trap_if_zero(reference, Trap::NullReference);
            t.push(reference);
        }
        _ => return Ok(Outcome::NotInThisFamily),
    }
    Ok(Outcome::Translated)
}
