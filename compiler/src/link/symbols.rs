//! Names for debuggers and profilers: the runtime's symbols, and the program's.
//!
//! A function is called what the name section calls it, as it stands there. Any
//! other thing has a name that begins with `wasm_`.

use std::borrow::Cow;

use cranelift_codegen::entity::EntityRef;
use wasi2native_runtime_support::abi::records::{
    FuncDescriptor, MemoryRecord, REFERENCE_SIZE, TableRecord, VALUE_SIZE,
};

use super::image::{ImageSymbol, SymbolKind};
use super::read_only::ReadOnly;
use super::state::State;
use super::stub::Stub;
use super::text::Text;
use crate::codegen::Code;
use crate::program::{FunctionKey, FunctionKind, Program};

/// All symbols, sorted by address.
pub fn symbols<'a>(
    program: &Program<'a>,
    code: &Code,
    stub: &Stub,
    text: &Text,
    read_only: &ReadOnly,
    state: &State,
) -> Vec<ImageSymbol<'a>> {
    let mut symbols = stub.symbols.clone();
    symbols.reserve(code.functions.len());
    for (key, function) in code.functions.iter() {
        symbols.push(ImageSymbol {
            name: function_name(program, key),
            address: text.functions[key],
            size: function.code.len() as u64,
            kind: SymbolKind::Function,
        });
    }
    let mut data = |name: String, address: u64, size: usize| {
        symbols.push(ImageSymbol {
            name: name.into(),
            address,
            size: size as u64,
            kind: SymbolKind::Data,
        });
    };
    let array = program.descriptors.len() * FuncDescriptor::SIZE;
    data("wasm_function_descriptors".to_owned(), read_only.func_descriptors, array);
    for (key, &address) in state.memory_records.iter() {
        data(format!("wasm_memory_{}", key.index()), address, MemoryRecord::SIZE);
    }
    for (key, &address) in state.table_records.iter() {
        let Some(address) = address else { continue };
        data(format!("wasm_table_{}", key.index()), address, TableRecord::SIZE);
    }
    for (key, &address) in state.fixed_tables.iter() {
        let Some(address) = address else { continue };
        data(
            format!("wasm_table_{}", key.index()),
            address,
            program.tables[key].initial as usize * REFERENCE_SIZE,
        );
    }
    for (key, &address) in state.globals.iter() {
        data(format!("wasm_global_{}", key.index()), address, VALUE_SIZE);
    }
    symbols.sort_by_key(|symbol| symbol.address);
    symbols
}

/// What a piece of code is called where nothing may be nameless.
pub fn function_name<'a>(program: &Program<'a>, function: FunctionKey) -> Cow<'a, str> {
    match program.functions[function] {
        FunctionKind::Wasm { instance, function: defined } => match program.function_name(function)
        {
            Some(name) => Cow::Borrowed(name),
            None => {
                let index = program.module(instance).function_index(defined);
                format!("wasm_function_{}", index.index()).into()
            }
        },
        FunctionKind::Initialiser(instance) => {
            format!("wasm_initialise_{}", instance.index()).into()
        }
        FunctionKind::HostAdapter(host, _) => format!("wasm_adapter_{}", host.row().name).into(),
        FunctionKind::Entry(entry) => format!("wasm_entry_{}", entry.index()).into(),
    }
}
