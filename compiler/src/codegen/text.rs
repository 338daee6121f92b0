//! `--emit clif` and `--emit asm`.

use std::collections::HashMap;
use std::fmt::Write;

use super::function::FunctionCompiler;
use crate::error::{Error, Printable, Result};
use crate::program::{FunctionKey, FunctionKind, Program};
use crate::target::Target;
use crate::wasm::operator_name;

/// The program's CLIF as translated, each line with the byte offset in the
/// module and the WebAssembly instruction it stands for.
///
/// # Errors
/// As for compiling.
pub fn clif_text(program: &Program<'_>, target: &Target) -> Result<Vec<u8>> {
    let mut compiler = FunctionCompiler::new(program, target);
    let mut text = String::new();
    for function in program.functions.keys() {
        let clif = compiler.translate(function)?.display().to_string();
        let operators = operators(program, function)?;
        write_heading(&mut text, program, function);
        for line in clif.lines() {
            text.push_str(line);
            if let Some(name) = operator_of_line(line, &operators) {
                write!(text, "  ; {name}").map_err(cannot_format)?;
            }
            text.push('\n');
        }
        text.push('\n');
    }
    Ok(text.into_bytes())
}

/// The program's machine code as Cranelift writes it.
///
/// # Errors
/// As for compiling.
pub fn assembly_text(program: &Program<'_>, target: &Target) -> Result<Vec<u8>> {
    let mut compiler = FunctionCompiler::new(program, target);
    let mut text = String::new();
    for function in program.functions.keys() {
        let assembly = compiler.disassemble(function)?;
        write_heading(&mut text, program, function);
        text.push_str(&assembly);
        text.push('\n');
    }
    Ok(text.into_bytes())
}

fn write_heading(text: &mut String, program: &Program<'_>, function: FunctionKey) {
    let what = match program.functions[function] {
        FunctionKind::Wasm { instance, function } => {
            format!(
                "function {} of {instance}",
                program.module(instance).function_index(function).as_u32()
            )
        }
        FunctionKind::Initialiser(instance) => format!("initialiser of {instance}"),
        FunctionKind::ThreadInitialiser(instance) => {
            format!("initialiser of {instance} in a thread")
        }
        FunctionKind::HostAdapter(..) => String::from("adapter of a host function"),
        FunctionKind::Entry(entry) => format!("thunk of {entry}"),
    };
    let name = program.function_name(function).map(|name| format!(" `{}`", Printable(name)));
    text.push_str(&format!("; {function}: {what}{}\n", name.unwrap_or_default()));
}

/// The name of the instruction at each byte offset of a function.
fn operators(program: &Program<'_>, function: FunctionKey) -> Result<HashMap<u64, String>> {
    let FunctionKind::Wasm { instance, function } = program.functions[function] else {
        return Ok(HashMap::new());
    };
    let mut operators = HashMap::new();
    let mut reader = program.module(instance).bodies[function].get_operators_reader()?;
    while !reader.eof() {
        let (operator, offset) = reader.read_with_offset()?;
        operators.insert(offset, operator_name(&operator));
    }
    Ok(operators)
}

/// Cranelift's text begins a line with `@` and the source location in hexadecimal.
fn operator_of_line<'a>(line: &str, operators: &'a HashMap<u64, String>) -> Option<&'a str> {
    let (location, _) = line.trim_start().strip_prefix('@')?.split_once(' ')?;
    let offset = u64::from_str_radix(location, 16).ok()?;
    operators.get(&offset).map(String::as_str)
}

fn cannot_format(error: std::fmt::Error) -> Error {
    Error::internal(error.to_string())
}
