//! Compiles WASI programs ahead of time into single static native executables.
//!
//! [`compile`] is the table of contents.
#![forbid(unsafe_code)]

pub mod codegen;
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

use error::Result;
use options::{Emit, Options};
use report::{Observer, Phase};
use wasi2native_runtime_support::{Flavour, Part, stub};

/// Compiles a WebAssembly module into what `options.emit` asks for.
///
/// # Errors
/// Everything that is wrong with the input or the options.
pub fn compile(bytes: &[u8], options: &Options, observer: &dyn Observer) -> Result<Vec<u8>> {
    observer.begin(Phase::Parse, 0);
    let module = wasm::parse(bytes)?;
    observer.end(Phase::Parse, bytes.len());

    observer.begin(Phase::Program, module.bodies.len());
    let program = program::command(&module, options, observer)?;
    observer.end(Phase::Program, 0);
    // From here on the program is frozen: no function or memory is added.
    build(&program, options, flavour(&program, options), observer)
}

/// The runtime that a command needs.
fn flavour(program: &program::Program<'_>, options: &Options) -> Flavour {
    let mut parts = Vec::new();
    if program.uses_exceptions() {
        parts.push(Part::Exceptions);
    }
    if program.memories.values().any(|memory| memory.ty.shared) {
        parts.push(Part::SharedMemory);
    }
    let of_functions = program.host_functions().filter_map(|row| row.part);
    parts.extend(of_functions.filter_map(Part::of_name));
    let capabilities = &options.capabilities;
    if capabilities.inherit_listeners || !capabilities.listeners.is_empty() {
        parts.push(Part::Network);
    }
    Flavour::for_command(&parts)
}

/// Compiles and links a frozen program with a flavour of the runtime.
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
    let runtime = executable::read_stub(stub(flavour))?;
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
