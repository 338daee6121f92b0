//! Components: flattened into core instances at compile time.
//!
//! Comes in: the bytes of a component. Goes out: a program like any other, of
//! several instances. Instantiation is declarative, so nothing of it is left at run
//! time: nested components, aliases and inline exports only say who imports what from
//! whom. What connects components, and what the canonical ABI does to values on the
//! way, becomes functions of the program ([`adapters`]); what the host provides are
//! functions of the runtime, called directly.
//!
//! Source: WebAssembly Component Model, "Component Model Explainer" and "Canonical
//! ABI Explainer".

pub mod adapters;
pub mod build;
mod evaluate_types;
pub mod flatten;
pub mod graph;
pub mod host;
pub mod parse;
mod scope;
pub mod types;

pub use parse::{Source, is_component, parse};
pub use scope::{Exports, Function, Item};

use crate::error::{Error, Result};
use crate::options::Options;
use crate::program::{self, HostFunctionKey, Program};
use crate::report::Observer;
use build::AdapterModules;
use flatten::Flattener;
use graph::{CoreItem, Graph};

/// The interface whose function a command is.
const RUN: &str = "wasi:cli/run";

/// A component as a command: its graph, and the function that it starts with.
#[derive(Debug)]
pub struct Command<'a> {
    pub graph: Graph<'a>,
    pub start: CoreItem<'a>,
}

/// Flattens a component that is a command.
///
/// # Errors
/// Imports that the runtime does not offer, all at once; a component that is no
/// command.
pub fn command<'a>(source: &'a Source<'a>) -> Result<Command<'a>> {
    let mut flattener = Flattener::new(source);
    let exports = flattener.root()?;
    let run = run_function(&exports)?;
    let exit = CoreItem::Host { function: host::exit(), caller: None };
    let start = adapters::start(&mut flattener, &run, exit)?;
    Ok(Command { graph: flattener.graph, start })
}

/// What a component imports and exports, as far as it is known before it is compiled.
#[derive(Debug)]
pub struct Survey<'a> {
    /// In the order of the file.
    pub imports: Vec<Imported<'a>>,
    /// Sorted.
    pub exports: Vec<&'a str>,
    /// Why it cannot be compiled as a command, if it cannot.
    pub obstacle: Option<Error>,
}

/// An interface that a component imports.
#[derive(Debug)]
pub struct Imported<'a> {
    pub name: &'a str,
    /// The functions that are called.
    pub functions: Vec<HostFunctionKey>,
    /// What the runtime lacks of it.
    pub missing: Option<String>,
}

/// Looks at a component without compiling it.
///
/// # Errors
/// What is not supported at all.
pub fn survey<'a>(source: &'a Source<'a>) -> Result<Survey<'a>> {
    let mut flattener = Flattener::new(source);
    let root = scope::Closure { component: source.root, scope: None };
    let exported = flattener.instantiate(root, None)?;
    let imports = std::mem::take(&mut flattener.imported);
    let imports = imports.into_iter().map(|(name, functions)| {
        let missing = flattener.missing.of(name);
        Imported { name, functions, missing }
    });
    let imports = imports.collect();
    let mut exports: Vec<&str> = exported.keys().copied().collect();
    exports.sort_unstable();
    let obstacle = flattener.missing.check().err().or(run_function(&exported).err());
    Ok(Survey { imports, exports, obstacle })
}

/// The program of a command.
///
/// # Errors
/// What a module asks of its imports; limits.
pub fn program<'a>(
    source: &'a Source<'a>,
    command: &Command<'a>,
    adapters: &'a AdapterModules<'a>,
    options: &Options,
    observer: &dyn Observer,
) -> Result<Program<'a>> {
    let program = build::program(&command.graph, &command.start, source.hash, adapters, options)?;
    let functions = command.graph.instances.values().flat_map(|instance| {
        instance.imports.iter().filter_map(|item| match item {
            CoreItem::Host { function, .. } => Some(*function),
            CoreItem::Export { .. } => None,
        })
    });
    program::note_missing_folders(functions, options, observer);
    Ok(program)
}

/// The function that a command starts with.
fn run_function<'a>(exports: &Exports<'a>) -> Result<graph::Lifted<'a>> {
    let find = |wanted: &str| {
        let mut found = exports.iter().filter(|(name, _)| {
            let (base, version) = host::split_version(name);
            base == wanted && version.is_some_and(|version| version.starts_with("0.2."))
        });
        found.next().map(|(_, item)| item)
    };
    match find(RUN) {
        Some(Item::Instance(run)) => match run.get("run") {
            Some(Item::Function(Function::Lifted(run))) => return Ok(graph::Lifted::clone(run)),
            _ => {
                return Err(Error::unsupported(format!(
                    "`{RUN}` is not implemented by the component"
                )));
            }
        },
        Some(_) => return Err(Error::invalid(format!("`{RUN}` is no instance"))),
        None => {}
    }
    if find("wasi:http/incoming-handler").is_some() {
        return Err(Error::unsupported(
            "the component is an HTTP handler (`wasi:http/incoming-handler`), which is not supported yet",
        ));
    }
    let old = exports.keys().find(|name| host::split_version(name).0 == RUN);
    Err(match old {
        Some(name) => Error::unsupported(format!(
            "the component is a command of another WASI: it exports `{name}`, not `{RUN}@0.2`"
        )),
        None => Error::unsupported(format!(
            "the component exports no `{RUN}@0.2`: it is a library, not a command"
        ))
        .help("compile it as a WASI command, that is, a program with a main function"),
    })
}
