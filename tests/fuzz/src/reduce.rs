//! A case that differs → a smaller one that still differs: fewer steps, and
//! functions of fewer instructions.

use std::ops::Range;

use wasm_encoder::{CodeSection, Module, RawSection};
use wasmparser::{Parser, Payload, Validator, WasmFeatures};

use crate::case::{Case, Step};

/// Makes `case` smaller as long as `differs` says so of the smaller one.
pub fn reduce(mut case: Case, mut differs: impl FnMut(&Case) -> bool) -> Case {
    loop {
        let size = size(&case);
        reduce_steps(&mut case, &mut differs);
        for module in 0..case.modules.len() {
            reduce_module(&mut case, module, &mut differs);
        }
        if self::size(&case) == size {
            return case;
        }
    }
}

fn size(case: &Case) -> usize {
    case.steps.len() + case.modules.iter().map(Vec::len).sum::<usize>()
}

fn reduce_steps(case: &mut Case, differs: &mut impl FnMut(&Case) -> bool) {
    let mut chunk = case.steps.len();
    while chunk > 0 {
        let mut end = case.steps.len();
        while end > 0 {
            let start = end.saturating_sub(chunk);
            let mut smaller = case.clone();
            // Instances have their numbers by their order.
            let is_instantiation = |step: &Step| matches!(step, Step::Instantiate { .. });
            let kept = smaller.steps.splice(start..end, []).filter(is_instantiation);
            let kept: Vec<Step> = kept.collect();
            smaller.steps.splice(start..start, kept);
            if smaller.steps.len() < case.steps.len() && differs(&smaller) {
                *case = smaller;
            }
            end = start;
        }
        chunk /= 2;
    }
}

/// What may stand in for a run of instructions.
const SUBSTITUTES: &[&[u8]] = &[
    &[],
    &[0x00],
    &[0x1a],
    &[0x41, 0],
    &[0x42, 0],
    &[0x43, 0, 0, 0, 0],
    &[0x44, 0, 0, 0, 0, 0, 0, 0, 0],
    &[0xfd, 12, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0],
    &[0x1a, 0x1a],
    &[0x1a, 0x41, 0],
    &[0x1a, 0x42, 0],
    &[0x1a, 0x43, 0, 0, 0, 0],
    &[0x1a, 0x44, 0, 0, 0, 0, 0, 0, 0, 0],
    &[0x1a, 0xfd, 12, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0],
];

fn reduce_module(case: &mut Case, module: usize, differs: &mut impl FnMut(&Case) -> bool) {
    let Some(mut source) = Source::read(&case.modules[module]) else { return };
    for function in 0..source.bodies.len() {
        let mut chunk = source.bodies[function].operators.len().next_power_of_two();
        while chunk > 0 {
            let mut start = 0;
            while start < source.bodies[function].operators.len() {
                let end = (start + chunk).min(source.bodies[function].operators.len());
                if !shrink(case, module, &mut source, function, start..end, differs) {
                    start += chunk;
                }
            }
            chunk /= 2;
        }
    }
}

fn shrink(
    case: &mut Case,
    module: usize,
    source: &mut Source,
    function: usize,
    range: Range<usize>,
    differs: &mut impl FnMut(&Case) -> bool,
) -> bool {
    let old = source.bodies[function].operators[range.clone()].concat();
    for substitute in SUBSTITUTES.iter().filter(|new| new.len() < old.len()) {
        let mut smaller = source.clone();
        smaller.bodies[function].operators.splice(range.clone(), [substitute.to_vec()]);
        if substitute.is_empty() {
            smaller.bodies[function].operators.remove(range.start);
        }
        let bytes = smaller.write();
        if Validator::new_with_features(WasmFeatures::all()).validate_all(&bytes).is_err() {
            continue;
        }
        let mut candidate = case.clone();
        candidate.modules[module] = bytes;
        if differs(&candidate) {
            *case = candidate;
            *source = smaller;
            return true;
        }
    }
    false
}

/// A module as sections, and functions as instructions.
#[derive(Clone)]
struct Source {
    sections: Vec<Section>,
    bodies: Vec<Body>,
}

#[derive(Clone)]
enum Section {
    Raw(u8, Vec<u8>),
    Code,
}

#[derive(Clone)]
struct Body {
    locals: Vec<u8>,
    /// The bytes of one instruction each.
    operators: Vec<Vec<u8>>,
}

impl Source {
    fn read(bytes: &[u8]) -> Option<Source> {
        let mut source = Source { sections: Vec::new(), bodies: Vec::new() };
        for payload in Parser::new(0).parse_all(bytes) {
            let payload = payload.ok()?;
            if let Payload::CodeSectionEntry(body) = &payload {
                let mut reader = body.get_operators_reader().ok()?;
                let first = reader.original_position();
                let mut operators = Vec::new();
                while !reader.eof() {
                    let start = reader.original_position();
                    reader.read().ok()?;
                    operators.push(bytes[start..reader.original_position()].to_vec());
                }
                let locals = bytes[body.range().start..first].to_vec();
                source.bodies.push(Body { locals, operators });
            } else if let Payload::CodeSectionStart { .. } = payload {
                source.sections.push(Section::Code);
            } else if let Some((id, range)) = payload.as_section() {
                source.sections.push(Section::Raw(id, bytes[range].to_vec()));
            }
        }
        Some(source)
    }

    fn write(&self) -> Vec<u8> {
        let mut module = Module::new();
        for section in &self.sections {
            match section {
                Section::Raw(id, data) => {
                    module.section(&RawSection { id: *id, data });
                }
                Section::Code => {
                    let mut code = CodeSection::new();
                    for body in &self.bodies {
                        code.raw(&[body.locals.clone(), body.operators.concat()].concat());
                    }
                    module.section(&code);
                }
            }
        }
        module.finish()
    }
}
