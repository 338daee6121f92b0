//! Names for debuggers and profilers: the program's. The runtime's own are left
//! out, since they would be a tenth of a small executable.
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
use super::text::Text;
use crate::codegen::Code;
use crate::program::{FunctionKey, FunctionKind, Program, Symbol};

/// The program's functions, sorted by address.
pub fn functions<'a>(
    program: &Program<'a>,
    code: &Code,
    text: &Text,
) -> impl Iterator<Item = (FunctionKey, ImageSymbol<'a>)> {
    code.functions.iter().map(|(key, function)| {
        let symbol = ImageSymbol {
            name: function_name(program, key),
            address: text.functions[key],
            size: function.code.len() as u64,
            kind: SymbolKind::Function,
        };
        (key, symbol)
    })
}

/// The program's data that has a name.
pub fn data(
    program: &Program<'_>,
    read_only: &ReadOnly,
    state: &State<'_>,
) -> Vec<ImageSymbol<'static>> {
    let mut symbols = Vec::new();
    let mut add = |name: String, address: u64, size: usize| {
        let size = size as u64;
        symbols.push(ImageSymbol { name: name.into(), address, size, kind: SymbolKind::Data });
    };
    let array = program.descriptors.len() * FuncDescriptor::SIZE;
    add("wasm_function_descriptors".to_owned(), read_only.func_descriptors, array);
    for &(symbol, _) in program.state.cells() {
        let (kind, index, size) = match symbol {
            Symbol::MemoryRecord(key) => ("memory", key.index(), MemoryRecord::SIZE),
            Symbol::TableRecord(key) => ("table", key.index(), TableRecord::SIZE),
            Symbol::Table(key) => {
                ("table", key.index(), program.tables[key].initial as usize * REFERENCE_SIZE)
            }
            Symbol::Global(key) => ("global", key.index(), VALUE_SIZE),
            _ => continue,
        };
        if let Some(address) = state.address(symbol) {
            add(format!("wasm_{kind}_{index}"), address, size);
        }
    }
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
        FunctionKind::ThreadInitialiser(instance) => {
            format!("wasm_initialise_{}_in_thread", instance.index()).into()
        }
        FunctionKind::HostAdapter(host, _) => format!("wasm_adapter_{}", host.row().name).into(),
        FunctionKind::Entry(entry) => format!("wasm_entry_{}", entry.index()).into(),
    }
}
