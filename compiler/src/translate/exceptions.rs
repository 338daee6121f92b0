//! Exceptions as objects, and calls from which they may come.

use cranelift_codegen::ir::{
    Block, BlockArg, BlockCall, ExceptionTable, ExceptionTableData, ExceptionTableItem,
    ExceptionTag, FuncRef, InstBuilder, SigRef, Value, types,
};
use wasi2native_runtime_support::abi::builtins::Builtin;
use wasi2native_runtime_support::abi::traps::Trap;
use wasmparser::ValType;

use super::emitter::Emitter;
use super::regions::Region;
use super::signatures::{builtin_signature, clif_type};
use crate::program::{Symbol, TagKey, refers_to_exception};

/// Where exceptions of a tag, or all that are left, go to.
pub type Handler = (Option<TagKey>, Block);

/// What is called.
#[derive(Clone, Copy, Debug)]
pub enum Code {
    Function(FuncRef),
    /// The code at an address.
    Address(SigRef, Value),
}

impl Emitter<'_, '_> {
    /// Calls code by the wasm convention; the results.
    pub fn call_code(
        &mut self,
        code: Code,
        arguments: &[Value],
        handlers: &[Handler],
    ) -> Vec<Value> {
        if handlers.is_empty() {
            let call = match code {
                Code::Function(function) => self.ins().call(function, arguments),
                Code::Address(signature, address) => {
                    self.ins().call_indirect(signature, address, arguments)
                }
            };
            return self.results(call);
        }
        let signature = match code {
            Code::Function(function) => self.builder.func.dfg.ext_funcs[function].signature,
            Code::Address(signature, _) => signature,
        };
        // Such a call ends its block.
        let next = self.builder.create_block();
        for index in 0..self.builder.func.dfg.signatures[signature].returns.len() {
            let ty = self.builder.func.dfg.signatures[signature].returns[index].value_type;
            self.builder.append_block_param(next, ty);
        }
        let table = self.exception_table(signature, next, handlers);
        match code {
            Code::Function(function) => self.ins().try_call(function, arguments, table),
            Code::Address(_, address) => self.ins().try_call_indirect(address, arguments, table),
        };
        self.begin_sealed(next);
        self.builder.block_params(next).to_vec()
    }

    fn exception_table(
        &mut self,
        signature: SigRef,
        next: Block,
        handlers: &[Handler],
    ) -> ExceptionTable {
        let dfg = &mut self.builder.func.dfg;
        let results = dfg.signatures[signature].returns.len() as u32;
        let pool = &mut dfg.value_lists;
        let next = BlockCall::new(next, (0..results).map(BlockArg::TryCallRet), pool);
        let items: Vec<ExceptionTableItem> = (handlers.iter())
            .map(|&(tag, block)| {
                let landing = BlockCall::new(block, [], pool);
                match tag {
                    Some(tag) => {
                        ExceptionTableItem::Tag(ExceptionTag::from_u32(tag.as_u32()), landing)
                    }
                    None => ExceptionTableItem::Default(landing),
                }
            })
            .collect();
        dfg.exception_tables.push(ExceptionTableData::new(signature, next, items))
    }

    /// A new exception; its address.
    pub fn new_exception(&mut self, tag: TagKey, values: &[Value]) -> Value {
        let number = self.iconst(types::I32, tag.as_u32().into());
        let object = self.call_builtin(Builtin::ExceptionNew, &[number]);
        let object = object.expect("the builtin has a result");
        let flags = self.flags(Region::Exceptions);
        for (place, &value) in self.program.tags[tag].values.iter().zip(values) {
            self.ins().store(flags, value, object, place.offset as i32);
        }
        object
    }

    /// The address of the exception that a reference stands for.
    pub fn exception_object(&mut self, reference: Value) -> Value {
        let object = self.call_builtin(Builtin::ExceptionObject, &[reference]);
        object.expect("the builtin has a result")
    }

    /// The values of the exception at an address.
    pub fn exception_values(&mut self, tag: TagKey, object: Value) -> Vec<Value> {
        let flags = self.flags(Region::Exceptions);
        let program = self.program;
        let values = program.tags[tag].values.iter().map(|place| {
            let value = self.ins().load(clif_type(place.ty), flags, object, place.offset as i32);
            self.note_reference(value, place.ty);
            value
        });
        values.collect()
    }

    /// Keeps `value`, of type `ty`, where the runtime finds it during calls, if
    /// it refers to an exception.
    pub fn note_reference(&mut self, value: Value, ty: ValType) {
        if refers_to_exception(ty) {
            self.builder.declare_value_needs_stack_map(value);
        }
    }

    /// Throws the exception at an address. Ends the block.
    pub fn throw(&mut self, object: Value, handlers: &[Handler]) {
        let builtin = Builtin::ExceptionThrow;
        let function = self
            .function(Symbol::Builtin(builtin), |emitter| builtin_signature(emitter.isa, builtin));
        self.call_code(Code::Function(function), &[object], handlers);
        // It does not return.
        self.trap(Trap::Unreachable);
    }
}
