//! Direct calls, across the two conventions where a host function is called.

use cranelift_codegen::ir::{FuncRef, Inst, InstBuilder, Value, types};
use wasi2native_runtime_support::abi::host_functions::Convention;
use wasi2native_runtime_support::abi::traps::Trap;

use super::emitter::Emitter;
use super::signatures::{host_signature, signature};
use crate::program::{Callee, FunctionKey, Symbol};

impl Emitter<'_, '_> {
    /// Calls `callee`; the results are those of the instruction.
    pub fn call(&mut self, callee: Callee, arguments: &[Value]) -> Inst {
        match callee {
            Callee::Wasm(function) => {
                let function = self.wasm_function(function);
                self.ins().call(function, arguments)
            }
            Callee::Host(host, context) => {
                let function = self.function(Symbol::HostFunction(host), |emitter| {
                    host_signature(emitter.isa, host)
                });
                if let Some(may_leave) = context.may_leave {
                    let may_leave = self.global_get(may_leave);
                    self.trap_if_zero(may_leave, Trap::CannotLeave);
                }
                let mut with_context = Vec::with_capacity(arguments.len() + 2);
                with_context.push(self.memory_record(context.memory));
                if host.row().convention == Convention::Component {
                    with_context.push(self.iconst(types::I64, context.caller));
                }
                with_context.extend(arguments);
                self.ins().call(function, &with_context)
            }
        }
    }

    /// Core, `return_call`: ends the function.
    pub fn return_call(&mut self, callee: Callee, arguments: &[Value]) {
        match callee {
            Callee::Wasm(function) => {
                let function = self.wasm_function(function);
                self.ins().return_call(function, arguments);
            }
            // A host function has another convention, and takes no stack that
            // could pile up: it returns before it is called again.
            Callee::Host(..) => {
                let call = self.call(callee, arguments);
                let results = self.results(call);
                self.ins().return_(&results);
            }
        }
    }

    /// The results of a call.
    pub fn results(&self, call: Inst) -> Vec<Value> {
        self.builder.inst_results(call).to_vec()
    }

    /// A function of the program.
    pub fn wasm_function(&mut self, function: FunctionKey) -> FuncRef {
        self.function(Symbol::Function(function), |emitter| {
            signature(emitter.program, emitter.isa, function)
        })
    }
}
