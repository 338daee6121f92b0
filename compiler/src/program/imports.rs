//! Finds what an import resolves to and checks that it fits.
//!
//! Core, "External Types" and "Import Matching".

use std::fmt::Write;

use cranelift_codegen::entity::EntityRef;
use wasi2native_runtime_support::abi::host_functions::{
    Convention, HOST_FUNCTIONS, HostFunction, HostType,
};
use wasmparser::{FuncType, MemoryType, TableType, ValType};

use super::{Callee, GlobalKey, HostFunctionKey, MemoryKey, TableKey, TagKey};
use crate::error::Error;
use crate::wasm::{Import, ImportItem, Module};

/// Something that can be imported: an export of an instance or a host function.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Extern {
    Function(Callee),
    Table(TableKey),
    Memory(MemoryKey),
    Global(GlobalKey),
    Tag(TagKey),
}

impl Extern {
    /// The kind, as the text format calls it.
    pub fn kind(&self) -> &'static str {
        match self {
            Extern::Function(_) => "func",
            Extern::Table(_) => "table",
            Extern::Memory(_) => "memory",
            Extern::Global(_) => "global",
            Extern::Tag(_) => "tag",
        }
    }
}

/// The host function that an import means: of its name, and of its type where
/// one is. `None` where there is no such name.
pub fn host_function(module: &Module<'_>, import: &Import<'_>) -> Option<HostFunctionKey> {
    let ImportItem::Function(function) = import.item else {
        return host_functions(import.module, import.name).next();
    };
    let ty = module.function_type(function);
    let fits = |key: &HostFunctionKey| host_function_has_type(key.row(), ty);
    host_functions(import.module, import.name)
        .find(fits)
        .or_else(|| host_functions(import.module, import.name).next())
}

/// The host functions of this name, which differ in their types.
fn host_functions<'a>(
    module: &'a str,
    name: &'a str,
) -> impl Iterator<Item = HostFunctionKey> + use<'a> {
    HOST_FUNCTIONS
        .iter()
        .enumerate()
        .filter(move |(_, row)| {
            row.convention == Convention::Module && row.module == module && row.name == name
        })
        .map(|(index, _)| HostFunctionKey::new(index))
}

/// Whether a host function has exactly this type.
pub fn host_function_has_type(row: &HostFunction, ty: &FuncType) -> bool {
    let same = |host: &[HostType], wasm: &[ValType]| {
        host.len() == wasm.len()
            && host.iter().zip(wasm).all(|(&host, &wasm)| host_type(host) == wasm)
    };
    same(row.parameters, ty.params()) && same(row.results, ty.results())
}

/// The WebAssembly type of a host function's parameter or result.
pub fn host_type(ty: HostType) -> ValType {
    match ty {
        HostType::I32 => ValType::I32,
        HostType::I64 => ValType::I64,
    }
}

/// The types that an import of a host function's name can have, as the text
/// format writes them.
pub fn host_types_text(row: &HostFunction) -> String {
    let types = |types: &[HostType]| types.iter().map(|&ty| host_type(ty)).collect::<Vec<_>>();
    let of_name = host_functions(row.module, row.name).map(HostFunctionKey::row);
    let texts: Vec<String> = of_name
        .map(|row| func_type_text(&FuncType::new(types(row.parameters), types(row.results))))
        .collect();
    texts.join(" or ")
}

/// A function type as the text format writes it.
pub fn func_type_text(ty: &FuncType) -> String {
    let mut text = String::from("(func");
    for (keyword, types) in [("param", ty.params()), ("result", ty.results())] {
        if !types.is_empty() {
            write!(text, " ({keyword}").expect("a string takes any text");
            for ty in types {
                write!(text, " {ty}").expect("a string takes any text");
            }
            text.push(')');
        }
    }
    text.push(')');
    text
}

/// The type that an import asks for, as the text format writes it.
pub fn import_type_text(module: &Module<'_>, import: &Import<'_>) -> String {
    match import.item {
        ImportItem::Function(function) => func_type_text(module.function_type(function)),
        ImportItem::Tag(tag) => {
            let ty = module.types[module.tags[tag]].unwrap_func();
            func_type_text(ty).replacen("(func", "(tag", 1)
        }
        ImportItem::Memory(memory) => memory_text(&module.memories[memory]),
        ImportItem::Table(table) => table_text(&module.tables[table].ty),
        ImportItem::Global(global) => {
            let ty = module.globals[global].ty;
            if ty.mutable {
                format!("(global (mut {}))", ty.content_type)
            } else {
                format!("(global {})", ty.content_type)
            }
        }
    }
}

fn memory_text(ty: &MemoryType) -> String {
    let index = if ty.memory64 { "i64 " } else { "" };
    let maximum = ty.maximum.map(|maximum| format!(" {maximum}")).unwrap_or_default();
    let shared = if ty.shared { " shared" } else { "" };
    format!("(memory {index}{}{maximum}{shared})", ty.initial)
}

fn table_text(ty: &TableType) -> String {
    let index = if ty.table64 { "i64 " } else { "" };
    let maximum = ty.maximum.map(|maximum| format!(" {maximum}")).unwrap_or_default();
    format!("(table {index}{}{maximum} {})", ty.initial, ty.element_type)
}

/// Why an import could not be resolved.
#[derive(Debug)]
pub enum Unresolved {
    Unknown,
    /// It exists, with this type or of this kind.
    Incompatible(String),
}

/// One error for all unresolved imports of a module, each with what it expects.
pub fn unresolved_error(module: &Module<'_>, unresolved: &[(&Import<'_>, Unresolved)]) -> Error {
    /// More than a screen full helps nobody.
    const SHOWN: usize = 50;
    let mut text = match unresolved.len() {
        1 => String::from("unknown import "),
        count => format!("{count} unknown imports: "),
    };
    for (place, (import, reason)) in unresolved.iter().take(SHOWN).enumerate() {
        let separator = if place == 0 { "" } else { "; " };
        let expected = import_type_text(module, import);
        write!(text, "{separator}`{}.{}` {expected}", import.module, import.name)
            .expect("a string takes any text");
        if let Unresolved::Incompatible(actual) = reason {
            write!(text, ", incompatible import type, it is {actual}")
                .expect("a string takes any text");
        }
    }
    if unresolved.len() > SHOWN {
        write!(text, "; and {} more", unresolved.len() - SHOWN).expect("a string takes any text");
    }
    let mut error = Error::link(text);
    if let [(import, _), ..] = unresolved {
        error = error.at(import.offset);
        if let ImportItem::Function(function) = import.item {
            error = error.in_function(function.index() as u32, module.function_name(function));
        }
    }
    error
}
