//! Core, "Control Instructions": calls and tail calls.

use cranelift_codegen::entity::EntityRef;
use cranelift_codegen::ir::{InstBuilder, SigRef, Value};
use wasi2native_runtime_support::abi::traps::Trap;
use wasmparser::{FuncType, Operator};

use super::Outcome;
use crate::error::Result;
use crate::program::Callee;
use crate::translate::exceptions::Code;
use crate::translate::function::FunctionTranslator;
use crate::wasm::{FuncIndex, TableIndex, TypeIndex};

pub fn translate(t: &mut FunctionTranslator<'_, '_>, operator: &Operator<'_>) -> Result<Outcome> {
    match *operator {
        Operator::Call { function_index } => {
            let function = FuncIndex::new(function_index as usize);
            let ty = t.module.function_type(function);
            let arguments = t.pop_many(ty.params().len());
            let results = match t.instance.functions[function] {
                Callee::Wasm(callee) => {
                    let handlers = t.handlers();
                    let callee = Code::Function(t.emit.wasm_function(callee));
                    t.emit.call_code(callee, &arguments, &handlers)
                }
                // No exception comes from the host.
                host => {
                    let call = t.emit.call(host, &arguments);
                    t.emit.results(call)
                }
            };
            push_results(t, ty, &results);
        }
        Operator::ReturnCall { function_index } => {
            let function = FuncIndex::new(function_index as usize);
            let arguments = t.pop_many(t.module.function_type(function).params().len());
            t.emit.return_call(t.instance.functions[function], &arguments);
            t.reachable = false;
        }
        Operator::CallIndirect { type_index, table_index } => {
            let reference = table_callee(t, table_index, type_index);
            call_code(t, type_index, reference);
        }
        Operator::ReturnCallIndirect { type_index, table_index } => {
            let reference = table_callee(t, table_index, type_index);
            return_call_code(t, type_index, reference);
        }
        Operator::CallRef { type_index } => {
            let reference = non_null_callee(t);
            call_code(t, type_index, reference);
        }
        Operator::ReturnCallRef { type_index } => {
            let reference = non_null_callee(t);
            return_call_code(t, type_index, reference);
        }
        _ => return Ok(Outcome::NotInThisFamily),
    }
    Ok(Outcome::Translated)
}

/// The reference at an index of a table, known to be to a function of a type.
fn table_callee(t: &mut FunctionTranslator<'_, '_>, table: u32, ty: u32) -> Value {
    let index = t.pop_raw();
    let table = t.instance.tables[TableIndex::new(table as usize)];
    let reference = t.emit.table_get(table, index, Trap::UndefinedElement);
    let ty = t.emit.program.modules[t.instance.module].types[TypeIndex::new(ty as usize)];
    t.emit.check_type(reference, ty);
    reference
}

/// The operand of `call_ref`, whose type validation has checked.
fn non_null_callee(t: &mut FunctionTranslator<'_, '_>) -> Value {
    let reference = t.pop_raw();
    t.emit.trap_if_zero(reference, Trap::NullFunctionReference);
    reference
}

fn call_code(t: &mut FunctionTranslator<'_, '_>, ty: u32, reference: Value) {
    let (signature, arguments) = indirect_operands(t, ty);
    let code = Code::Address(signature, t.emit.code_of(reference));
    let handlers = t.handlers();
    let results = t.emit.call_code(code, &arguments, &handlers);
    push_results(t, t.module.types[TypeIndex::new(ty as usize)].unwrap_func(), &results);
}

fn push_results(t: &mut FunctionTranslator<'_, '_>, ty: &FuncType, results: &[Value]) {
    for (&result, &ty) in results.iter().zip(ty.results()) {
        t.emit.note_reference(result, ty);
        t.push(result);
    }
}

fn return_call_code(t: &mut FunctionTranslator<'_, '_>, ty: u32, reference: Value) {
    let (signature, arguments) = indirect_operands(t, ty);
    let code = t.emit.code_of(reference);
    t.ins().return_call_indirect(signature, code, &arguments);
    t.reachable = false;
}

fn indirect_operands(t: &mut FunctionTranslator<'_, '_>, ty: u32) -> (SigRef, Vec<Value>) {
    let index = TypeIndex::new(ty as usize);
    let ty = t.module.types[index].unwrap_func();
    let arguments = t.pop_many(ty.params().len());
    let key = t.emit.program.modules[t.instance.module].types[index];
    (t.emit.indirect_signature(key, ty), arguments)
}
