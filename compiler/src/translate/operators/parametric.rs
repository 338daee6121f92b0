//! Core, "Parametric Instructions".

use cranelift_codegen::ir::InstBuilder;
use wasmparser::Operator;

use super::Outcome;
use crate::error::Result;
use crate::translate::emitter::Sense;
use crate::translate::function::FunctionTranslator;

pub fn translate(t: &mut FunctionTranslator<'_, '_>, operator: &Operator<'_>) -> Result<Outcome> {
    match operator {
        Operator::Nop => {}
        Operator::Drop => {
            t.pop_raw();
        }
        Operator::Select => select(t),
        Operator::TypedSelect { ty } => {
            select(t);
            let result = *t.stack.last().expect("`select` has a result");
            t.emit.note_reference(result, *ty);
        }
        _ => return Ok(Outcome::NotInThisFamily),
    }
    Ok(Outcome::Translated)
}

fn select(t: &mut FunctionTranslator<'_, '_>) {
    let condition = t.pop_condition();
    let otherwise = t.pop();
    let then = t.pop();
    let (nonzero, zero) = match condition.sense {
        Sense::Nonzero => (then, otherwise),
        Sense::Zero => (otherwise, then),
    };
    let result = t.ins().select(condition.value, nonzero, zero);
    t.push(result);
}
