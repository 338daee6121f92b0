//! What the runtime needs to tell where a program trapped: the trap sites, and
//! the functions with their names.

use std::iter;

use wasi2native_runtime_support::abi::descriptor::{FunctionEntry, TrapSite};
use wasi2native_runtime_support::abi::traps::Trap;

use super::text::Text;
use crate::codegen::Code;
use crate::error::{Error, Result};
use crate::program::{FunctionKind, Program};
use crate::target::Target;

/// The trap sites of the whole program, sorted, no two at one place.
///
/// Loads and stores that the MMU checks are left out: nine of ten sites are
/// such, and the runtime knows them by the address that they touched.
pub fn traps(code: &Code, text: &Text, target: &Target) -> impl Iterator<Item = TrapSite> {
    let mut sites = code.functions.iter().flat_map(|(key, function)| {
        let start = text.offset(key);
        let sites = function.traps.iter().filter(|place| {
            place.trap != Trap::MemoryOutOfBounds
                || target.is_trap_instruction(&function.code[place.offset as usize..])
        });
        sites.map(move |place| TrapSite {
            code_offset: start + place.offset,
            trap: place.trap as u8,
            padding: [0; 3],
        })
    });
    let mut last = None;
    // Cranelift may note an instruction twice, for example where it traps in
    // two ways; the first note is the nearer reason.
    iter::from_fn(move || {
        let site = sites.find(|site| last != Some(site.code_offset))?;
        last = Some(site.code_offset);
        Some(site)
    })
}

/// The functions in the order of their places, and the bytes of their names.
///
/// # Errors
/// Names of more than 4 GiB together.
pub fn functions(program: &Program<'_>, text: &Text) -> Result<(Vec<FunctionEntry>, Vec<u8>)> {
    let mut names = Vec::new();
    let mut entries = Vec::with_capacity(program.functions.len());
    for (key, kind) in program.functions.iter() {
        let index = match *kind {
            FunctionKind::Wasm { instance, function } => {
                program.module(instance).function_index(function).as_u32()
            }
            FunctionKind::Initialiser(_)
            | FunctionKind::ThreadInitialiser(_)
            | FunctionKind::HostAdapter(..)
            | FunctionKind::Entry(_) => u32::MAX,
        };
        let name = program.function_name(key).unwrap_or("");
        let (name, name_length) = append_name(&mut names, name)?;
        entries.push(FunctionEntry { code_offset: text.offset(key), index, name, name_length });
    }
    Ok((entries, names))
}

/// Appends a name; where it is, and its length.
///
/// # Errors
/// Names of more than 4 GiB together.
pub fn append_name(names: &mut Vec<u8>, name: &str) -> Result<(u32, u32)> {
    let start = names.len();
    names.extend_from_slice(name.as_bytes());
    match (u32::try_from(start), u32::try_from(name.len())) {
        (Ok(start), Ok(length)) => Ok((start, length)),
        _ => Err(Error::limit("the names of the program's functions are longer than 4 GiB")),
    }
}
