//! Core, "Control Instructions": exceptions; and those of legacy exception
//! handling.

use wasi2native_runtime_support::abi::traps::Trap;
use wasmparser::Operator;

use super::Outcome;
use crate::error::Result;
use crate::translate::function::FunctionTranslator;
use cranelift_codegen::ir::Value;

pub fn translate(t: &mut FunctionTranslator<'_, '_>, operator: &Operator<'_>) -> Result<Outcome> {
    match operator {
        Operator::Throw { tag_index } => {
            let tag = t.tag(*tag_index);
            let values = t.pop_many(t.emit.program.tags[tag].values.len());
            let object = t.emit.new_exception(tag, &values);
            throw(t, object);
        }
        Operator::ThrowRef => {
            let reference = t.pop_raw();
            t.emit.trap_if_zero(reference, Trap::NullExceptionReference);
            throw_again(t, reference);
        }
        Operator::TryTable { try_table } => {
            t.open_try_table(try_table.ty, try_table.catches.clone());
        }
        Operator::Catch { tag_index } => t.begin_catch(Some(*tag_index)),
        Operator::CatchAll => t.begin_catch(None),
        Operator::Delegate { .. } => t.close(),
        Operator::Rethrow { relative_depth } => {
            let reference = t.caught_at(*relative_depth);
            throw_again(t, reference);
        }
        _ => return Ok(Outcome::NotInThisFamily),
    }
    Ok(Outcome::Translated)
}

fn throw_again(t: &mut FunctionTranslator<'_, '_>, reference: Value) {
    let object = t.emit.exception_object(reference);
    throw(t, object);
}

fn throw(t: &mut FunctionTranslator<'_, '_>, object: Value) {
    let handlers = t.handlers();
    t.emit.throw(object, &handlers);
    t.reachable = false;
}
