//! One function at a time, from WebAssembly to CLIF.
//!
//! In goes the frozen program and the key of a piece of code, out comes CLIF
//! that names everything outside of itself by [`crate::program::Symbol`].
//! Functions do not see each other, so any number can be translated at once.

mod bulk;
mod calls;
mod control_stack;
mod emitter;
mod exceptions;
mod function;
mod globals;
mod known_addresses;
mod memory_access;
mod operators;
mod references;
mod regions;
mod signatures;
mod table_access;
mod thunks;
pub mod traps;
mod try_blocks;
mod try_scopes;
mod try_survey;

#[cfg(test)]
mod tests;

use cranelift_codegen::ir::{Function, UserFuncName};
use cranelift_codegen::isa::TargetIsa;
use cranelift_frontend::FunctionBuilderContext;

pub use signatures::{REFERENCE, signature};

use crate::error::Result;
use crate::program::{FunctionKey, FunctionKind, Program, Step, Symbol};
use emitter::Emitter;

/// Fills `clif`, which must be empty, with the code of `function`.
///
/// # Errors
/// An instruction without translation.
pub fn translate(
    program: &Program<'_>,
    function: FunctionKey,
    isa: &dyn TargetIsa,
    builder: &mut FunctionBuilderContext,
    clif: &mut Function,
) -> Result<()> {
    clif.name = UserFuncName::User(Symbol::Function(function).to_clif());
    clif.signature = signature(program, isa, function);
    let emitter = Emitter::new(program, isa, clif, builder);
    match program.functions[function] {
        FunctionKind::Wasm { instance, function } => {
            function::translate(emitter, instance, function)
        }
        FunctionKind::Initialiser(instance) => {
            thunks::initialiser(emitter, instance, |_| true);
            Ok(())
        }
        FunctionKind::ThreadInitialiser(instance) => {
            let does =
                |step: &Step| program.threads.as_ref().is_some_and(|threads| threads.does(step));
            thunks::initialiser(emitter, instance, does);
            Ok(())
        }
        FunctionKind::HostAdapter(host, memory) => {
            thunks::host_adapter(emitter, host, memory);
            Ok(())
        }
        FunctionKind::Entry(entry) => {
            thunks::entry(emitter, entry);
            Ok(())
        }
    }
}
