//! Code that no WebAssembly function stands for: initialisers of instances,
//! adapters of host functions, and the thunks through which the runtime calls in.

use cranelift_codegen::ir::{InstBuilder, Type, Value, types};
use wasi2native_runtime_support::abi::records::VALUE_SIZE;

use super::bulk::Copy;
use super::emitter::Emitter;
use super::regions::Region;
use super::signatures::clif_type;
use crate::program::{
    Callee, EntryAction, EntryKey, HostFunctionKey, InstanceKey, MemoryKey, Step,
};

/// Does what is left of an instance's instantiation, as far as it is `wanted`.
/// Core, "Instantiation".
pub fn initialiser(
    mut emitter: Emitter<'_, '_>,
    instance: InstanceKey,
    wanted: impl Fn(&Step) -> bool,
) {
    let program = emitter.program;
    for &step in program.instances[instance].steps.iter().filter(|&step| wanted(step)) {
        match step {
            Step::Data { memory, offset, data } => {
                let length = program.data[data].bytes.len();
                let copy = whole_segment(&mut emitter, offset, length);
                emitter.memory_init(memory, Some(data), copy);
            }
            Step::Elements { table, offset, elements } => {
                let length = program.elements[elements].items.len();
                let copy = whole_segment(&mut emitter, offset, length);
                emitter.table_init(table, Some(elements), copy);
            }
            Step::Start(callee) => {
                emitter.call(callee, &[]);
            }
        }
    }
    emitter.ins().return_(&[]);
    emitter.finish();
}

fn whole_segment(emitter: &mut Emitter<'_, '_>, offset: u64, length: usize) -> Copy {
    Copy {
        to: emitter.iconst(types::I64, offset),
        from: emitter.iconst(types::I64, 0),
        length: emitter.iconst(types::I64, length as u64),
    }
}

/// Takes arguments by the wasm convention and passes them on to a host function.
pub fn host_adapter(
    mut emitter: Emitter<'_, '_>,
    host: HostFunctionKey,
    memory: Option<MemoryKey>,
) {
    let arguments = emitter.parameters().to_vec();
    let call = emitter.call(Callee::Host(host, memory), &arguments);
    let results = emitter.results(call);
    emitter.ins().return_(&results);
    emitter.finish();
}

/// Loads the arguments, runs initialisers, does the action, stores the results.
pub fn entry(mut emitter: Emitter<'_, '_>, key: EntryKey) {
    let program = emitter.program;
    let entry = &program.entries[key];
    let values = emitter.parameters()[0];
    let arguments: Vec<Value> = (entry.ty.params().iter().enumerate())
        .map(|(index, &ty)| load_value(&mut emitter, values, index, clif_type(ty)))
        .collect();
    for &instance in &entry.initialise {
        if let Some(initialiser) = program.instances[instance].initialiser {
            emitter.call(Callee::Wasm(initialiser), &[]);
        }
    }
    let results = match entry.action {
        EntryAction::Nothing => Vec::new(),
        EntryAction::Call(callee) => {
            let call = emitter.call(callee, &arguments);
            emitter.results(call)
        }
        EntryAction::ReadGlobal(global) => vec![emitter.global_get(global)],
        EntryAction::Thread(instance, callee) => {
            if let Some(initialiser) = program.instances[instance].thread_initialiser {
                emitter.call(Callee::Wasm(initialiser), &[]);
            }
            let call = emitter.call(callee, &arguments);
            emitter.results(call)
        }
    };
    for (index, &result) in results.iter().enumerate() {
        store_value(&mut emitter, values, index, result);
    }
    emitter.ins().return_(&[]);
    emitter.finish();
}

fn load_value(emitter: &mut Emitter<'_, '_>, values: Value, index: usize, ty: Type) -> Value {
    let flags = emitter.flags(Region::Values);
    emitter.ins().load(ty, flags, values, (index * VALUE_SIZE) as i32)
}

/// Values are extended with zeros to the width of a v128.
fn store_value(emitter: &mut Emitter<'_, '_>, values: Value, index: usize, value: Value) {
    let flags = emitter.flags(Region::Values);
    let offset = (index * VALUE_SIZE) as i32;
    let ty = emitter.value_type(value);
    if ty.is_vector() {
        emitter.ins().store(flags, value, values, offset);
        return;
    }
    let bits = match ty {
        types::F32 => emitter.reinterpret(types::I32, value),
        types::F64 => emitter.reinterpret(types::I64, value),
        _ => value,
    };
    let low = emitter.extend_to_64(bits);
    let high = emitter.iconst(types::I64, 0);
    emitter.ins().store(flags, low, values, offset);
    emitter.ins().store(flags, high, values, offset + 8);
}
