//! CLIF to machine code, in parallel; results in the order of the functions.

mod compiled;
mod function;
mod sums;
mod text;

use std::sync::atomic::{AtomicUsize, Ordering};

use cranelift_codegen::entity::{EntityRef, PrimaryMap};
use rayon::prelude::*;
use wasi2native_runtime_support::Part;

pub use compiled::*;
pub use text::{assembly_text, clif_text};

use crate::error::Result;
use crate::program::{FunctionKey, FunctionKind, Program, Symbol};
use crate::report::Observer;
use crate::target::Target;
use function::FunctionCompiler;

/// The machine code of a program.
#[derive(Debug)]
pub struct Code {
    pub functions: PrimaryMap<FunctionKey, CompiledFunction>,
}

impl Code {
    /// Bytes of machine code.
    pub fn size(&self) -> usize {
        self.functions.values().map(|function| function.code.len()).sum()
    }

    /// The parts of the runtime that are called.
    pub fn runtime_parts(&self) -> Vec<Part> {
        let relocations = self.functions.values().flat_map(|function| &function.relocations);
        let mut parts = Vec::new();
        for relocation in relocations {
            if let Symbol::Builtin(builtin) = relocation.symbol
                && let Some(part) = builtin.part().and_then(Part::of_name)
                && !parts.contains(&part)
            {
                parts.push(part);
            }
        }
        parts
    }
}

/// Compiles every function of a program. The result does not depend on the
/// number of threads.
///
/// # Errors
/// Of the first function that cannot be compiled.
pub fn compile_in_parallel(
    program: &Program<'_>,
    target: &Target,
    observer: &dyn Observer,
) -> Result<Code> {
    // Large functions first: one that begins last would keep a single thread
    // busy at the end.
    let mut order: Vec<FunctionKey> = program.functions.keys().collect();
    order.sort_by_key(|&function| std::cmp::Reverse(size_of_source(program, function)));
    // The first function that fails decides; those behind it need no effort.
    let first_failure = AtomicUsize::new(usize::MAX);
    let mut compiled: Vec<(FunctionKey, Result<CompiledFunction>)> = order
        .into_par_iter()
        .with_max_len(1)
        .map_init(
            || FunctionCompiler::new(program, target),
            |compiler, function| {
                if function.index() > first_failure.load(Ordering::Relaxed) {
                    return None;
                }
                let result = compiler.compile(function);
                if result.is_err() {
                    first_failure.fetch_min(function.index(), Ordering::Relaxed);
                }
                observer.function_done();
                Some((function, result))
            },
        )
        .flatten()
        .collect();
    compiled.sort_unstable_by_key(|&(function, _)| function.index());
    let mut functions = PrimaryMap::with_capacity(compiled.len());
    for (_, function) in compiled {
        functions.push(function?);
    }
    Ok(Code { functions })
}

/// Bytes of WebAssembly that a function is made from.
fn size_of_source(program: &Program<'_>, function: FunctionKey) -> usize {
    match program.functions[function] {
        FunctionKind::Wasm { instance, function } => {
            program.module(instance).bodies[function].as_bytes().len()
        }
        _ => 0,
    }
}
