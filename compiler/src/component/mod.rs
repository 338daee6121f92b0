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
mod interfaces;
pub mod parse;
mod scope;
mod type_text;
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
/// The interface whose function serves a request.
const HANDLER: &str = "wasi:http/incoming-handler";

/// What a component is to whoever starts it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Role {
    /// It runs once, and is ready.
    Command,
    /// It is instantiated for each request that comes in by HTTP.
    Server,
}

/// A component as a command: its graph, and the function that it starts with.
#[derive(Debug)]
pub struct Command<'a> {
    pub graph: Graph<'a>,
    pub start: CoreItem<'a>,
    pub role: Role,
}

/// Flattens a component that is a command or a server.
///
/// # Errors
/// Imports that the runtime does not offer, all at once; a component that is
/// neither.
pub fn command<'a>(source: &'a Source<'a>) -> Result<Command<'a>> {
    let mut flattener = Flattener::new(source);
    let exports = flattener.root()?;
    let (role, function) = main_function(&exports)?;
    let start = match role {
        Role::Command => {
            let exit = CoreItem::Host { function: host::exit(), caller: None };
            adapters::start(&mut flattener, &function, exit)?
        }
        Role::Server => adapters::serve(&mut flattener, &function)?,
    };
    Ok(Command { graph: flattener.graph, start, role })
}

/// What a component imports and exports, as far as it is known before it is compiled.
#[derive(Debug)]
pub struct Survey<'a> {
    /// In the order of the file.
    pub imports: Vec<Imported<'a>>,
    /// Sorted.
    pub exports: Vec<&'a str>,
    /// What it is, or why it cannot be compiled.
    pub role: Result<Role>,
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
    let role = flattener.missing.check().and_then(|()| Ok(main_function(&exported)?.0));
    Ok(Survey { imports, exports, role })
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

/// What the component is, and the function by which it is that. What could be both is
/// a server: libraries make those from programs with a main function, whose `run` only
/// says that it is a server.
fn main_function<'a>(exports: &Exports<'a>) -> Result<(Role, graph::Lifted<'a>)> {
    let find = |wanted: &str| {
        let mut found = exports.iter().filter(|(name, _)| {
            let (base, version) = host::split_version(name);
            base == wanted && version.is_some_and(|version| version.starts_with("0.2."))
        });
        found.next().map(|(_, item)| item)
    };
    for (interface, name, role) in [(HANDLER, "handle", Role::Server), (RUN, "run", Role::Command)]
    {
        match find(interface) {
            Some(Item::Instance(instance)) => match instance.get(name) {
                Some(Item::Function(Function::Lifted(function))) => {
                    return Ok((role, graph::Lifted::clone(function)));
                }
                _ => {
                    return Err(Error::unsupported(format!(
                        "`{interface}` is not implemented by the component"
                    )));
                }
            },
            Some(_) => return Err(Error::invalid(format!("`{interface}` is no instance"))),
            None => {}
        }
    }
    let old = exports.keys().find(|name| host::split_version(name).0 == RUN);
    Err(match old {
        Some(name) => Error::unsupported(format!(
            "the component is a command of another WASI: it exports `{name}`, not `{RUN}@0.2`"
        )),
        None => Error::unsupported(format!(
            "the component exports neither `{RUN}@0.2` nor `{HANDLER}@0.2`: it is a library, not a command or HTTP server; it exports {}",
            exported_names(exports)
        ))
        .help("compile it as a WASI command, that is, a program with a main function"),
    })
}

/// What a library offers, in words.
fn exported_names(exports: &Exports<'_>) -> String {
    let mut names: Vec<String> = exports.keys().map(|&name| name.to_owned()).collect();
    names.sort_unstable();
    if names.is_empty() { String::from("nothing") } else { host::list(&names) }
}
