//! What `wasi2native inspect` tells of an executable, as lines of `key: value`
//! that lie in the file but are not loaded.

use std::fmt::Write;

use crate::options::{Nans, Options, RelaxedSimd};
use crate::program::{Bounds, Program};
use crate::target::Target;

/// The key of the line that says where the program descriptor is, in hex. The
/// executable's rights are read back through it, as the runtime reads them.
pub const DESCRIPTOR: &str = "descriptor";

/// The lines for a program.
pub fn notes(program: &Program<'_>, target: &Target, options: &Options, descriptor: u64) -> String {
    let mut notes = String::new();
    let mut line = |key: &str, value: &str| {
        writeln!(notes, "{key}: {value}").expect("writing to a string does not fail");
    };
    line("compiler", concat!("wasi2native ", env!("CARGO_PKG_VERSION")));
    let modules = program.modules.values().map(|module| module.module.hash);
    // A component is one file, however many modules are in it.
    let count = if program.component_hash.is_some() { 0 } else { program.modules.len() };
    for hash in program.component_hash.into_iter().chain(modules.take(count)) {
        let mut text = "sha256 ".to_owned();
        for byte in hash {
            write!(text, "{byte:02x}").expect("writing to a string does not fail");
        }
        line("source", &text);
    }
    line("target", target.name());
    line("cpu", &list(target.features.iter().map(|feature| feature.name())));
    line("wasm", &list(wasm_features(program)));
    line("optimize", &format!("{:?}", options.optimize).to_lowercase());
    let nans = match options.nans {
        Nans::Any => "any",
        Nans::Canonical => "canonical",
    };
    line("nans", nans);
    let relaxed_simd = match options.relaxed_simd {
        RelaxedSimd::Fast => "fast",
        RelaxedSimd::Deterministic => "deterministic",
    };
    line("relaxed-simd", relaxed_simd);
    line("functions", &program.functions.len().to_string());
    for memory in program.memories.values() {
        let bounds = match memory.bounds {
            Bounds::Guarded => "guarded",
            Bounds::Explicit => "checked",
        };
        line(
            "memory",
            &format!(
                "initial {} maximum {} reserved {} {bounds}",
                memory.initial, memory.maximum, memory.reserved
            ),
        );
    }
    line("stack", &options.stack_size.to_string());
    line(DESCRIPTOR, &format!("{descriptor:#x}"));
    notes
}

/// The value of the first line with this key.
pub fn value<'a>(notes: &'a str, key: &str) -> Option<&'a str> {
    notes.lines().find_map(|line| line.strip_prefix(key)?.strip_prefix(": "))
}

/// The proposals beyond the first version of WebAssembly that the code uses.
fn wasm_features(program: &Program<'_>) -> impl Iterator<Item = &'static str> {
    let survey = program
        .modules
        .values()
        .fold(Default::default(), |all: crate::wasm::FunctionSurvey, module| {
            all.union(module.survey)
        });
    survey.proposals.iter().map(|proposal| proposal.name()).filter(|&name| name != "mvp")
}

fn list(names: impl Iterator<Item = &'static str>) -> String {
    let names: Vec<&str> = names.collect();
    if names.is_empty() { "-".to_owned() } else { names.join(" ") }
}
