//! Compiles WASI programs ahead of time into single static native executables.
//!
//! [`compile`] is the table of contents.
#![forbid(unsafe_code)]

pub mod codegen;
pub mod component;
pub mod embed;
pub mod error;
pub mod executable;
mod indices;
pub mod link;
pub mod options;
pub mod program;
pub mod report;
pub mod target;
pub mod translate;
pub mod wasm;

use std::borrow::Cow;

use error::{Error, Result};
use options::{Emit, Lockdown, Options, Runtime, Serving};
use report::{Observer, Phase};
use wasi2native_runtime_support::{Flavour, Part, stub};

/// Compiles a WebAssembly module or component into what `options.emit` asks for.
///
/// # Errors
/// Everything that is wrong with the input or the options.
pub fn compile(bytes: &[u8], options: &Options, observer: &dyn Observer) -> Result<Vec<u8>> {
    if component::is_component(bytes) {
        return compile_component(bytes, options, observer);
    }
    let options = &*with_serving(options, component::Role::Command)?;
    observer.begin(Phase::Parse, 0);
    let module = wasm::parse(bytes)?;
    observer.end(Phase::Parse, bytes.len());

    observer.begin(Phase::Program, module.bodies.len());
    let program = program::command(&module, options, observer)?;
    observer.end(Phase::Program, 0);
    // From here on the program is frozen: no function or memory is added.
    build(&program, options, flavour(&program, options)?, observer)
}

/// As [`compile`], for a component: a program of several instances.
fn compile_component(bytes: &[u8], options: &Options, observer: &dyn Observer) -> Result<Vec<u8>> {
    observer.begin(Phase::Parse, 0);
    let source = component::parse(bytes)?;
    observer.end(Phase::Parse, bytes.len());

    let bodies = source.modules.values().map(|module| module.bodies.len()).sum();
    observer.begin(Phase::Program, bodies);
    let command = component::command(&source)?;
    // From here on the graph is frozen: no instance or adapter is added.
    let adapters = component::build::parse_adapters(&command.graph)?;
    let options = with_serving(options, command.role)?;
    let program = component::program(&source, &command, &adapters, &options, observer)?;
    observer.end(Phase::Program, 0);
    build(&program, &options, flavour(&program, &options)?, observer)
}

/// The options for a program of this role: to serve is a right of servers.
///
/// # Errors
/// Something was chosen for a server, but the program is none.
fn with_serving(options: &Options, role: component::Role) -> Result<Cow<'_, Options>> {
    match role {
        component::Role::Command if options.serving == Serving::default() => {
            Ok(Cow::Borrowed(options))
        }
        component::Role::Command => Err(Error::usage(
            "`--listen`, `--pin-listen`, `--workers` and `--max-body` are for HTTP servers, and this is none",
        )
        .help("an HTTP server is a component that exports `wasi:http/incoming-handler`")),
        component::Role::Server if options.emit == Emit::Object => {
            Err(Error::unsupported("an HTTP server cannot be made as an object yet")
                .help("leave out `--emit obj`"))
        }
        component::Role::Server => {
            let mut options = options.clone();
            options.capabilities.serve = Some(options.serving.with_defaults());
            Ok(Cow::Owned(options))
        }
    }
}

/// The runtime that the options and imports need.
///
/// # Errors
/// One that checks itself, for a program that needs more than it has.
fn flavour(program: &program::Program<'_>, options: &Options) -> Result<Flavour> {
    let mut parts = Vec::new();
    if options.lockdown != Lockdown::Off {
        parts.push(Part::Lockdown);
    }
    if options.capabilities.explain {
        parts.push(Part::Explain);
    }
    if options.capabilities.allow_override {
        parts.push(Part::Overriding);
    }
    if !options.embedded.roots.is_empty() {
        parts.push(Part::Embedded);
    }
    if !options.arguments.is_empty() {
        parts.push(Part::Arguments);
    }
    let of_functions = program.host_functions().filter_map(|row| row.part);
    parts.extend(of_functions.filter_map(Part::of_name));
    let capabilities = &options.capabilities;
    if capabilities.inherit_listeners || !capabilities.listeners.is_empty() {
        parts.push(Part::Network);
    }
    match options.runtime {
        Runtime::Plain => Ok(Flavour::for_command(&parts)),
        Runtime::Checked if Flavour::Checked.has(&parts) => Ok(Flavour::Checked),
        Runtime::Checked => {
            let error = Error::unsupported("no runtime for threads checks itself");
            Err(error.help("leave out `--check-runtime`"))
        }
    }
}

/// Compiles and links a frozen program with a flavour of the runtime, or a larger one
/// where the code calls what that lacks.
///
/// # Errors
/// An instruction without translation, or a program too large for its target.
pub fn build(
    program: &program::Program<'_>,
    options: &Options,
    flavour: Flavour,
    observer: &dyn Observer,
) -> Result<Vec<u8>> {
    let target = target::Target::new(options)?;
    match options.emit {
        Emit::Program => return Ok(program.to_string().into_bytes()),
        Emit::Clif => return codegen::clif_text(program, &target),
        Emit::Assembly => return codegen::assembly_text(program, &target),
        Emit::Executable | Emit::Object => {}
    }
    observer.begin(Phase::Compile, program.functions.len());
    let code = codegen::compile_in_parallel(program, &target, observer)?;
    observer.end(Phase::Compile, code.size());

    observer.begin(Phase::Link, program.functions.len());
    // Only now it is known which functions of the runtime the code calls.
    let runtime = executable::read_stub(stub(flavour.with(&code.runtime_parts())))?;
    if options.emit == Emit::Object {
        let object = link::link_relocatable(program, &code, &runtime, &target, options)?;
        observer.end(Phase::Link, object.image.bytes.len());
        return write(observer, || executable::write_object(&object, &target));
    }
    let image = link::link(program, &code, &runtime, &target, options)?;
    observer.end(Phase::Link, image.bytes.len());
    write(observer, || executable::write(image))
}

fn write(observer: &dyn Observer, write: impl FnOnce() -> Result<Vec<u8>>) -> Result<Vec<u8>> {
    observer.begin(Phase::Write, 0);
    let file = write()?;
    observer.end(Phase::Write, file.len());
    Ok(file)
}
