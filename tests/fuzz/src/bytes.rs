//! The compiler on bytes that need not be a module: it may refuse them in one
//! line, but never panic, and takes bounded time and memory.

use std::fs;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::time::{Duration, Instant};

use arbitrary::Unstructured;
use tests::workspace::{files_below, root};
use wasi2native::error::Kind;
use wasi2native::options::{BoundsChecks, Cpu, Emit, Lockdown, Optimize, Options, Symbols};
use wasi2native::report::Silent;
use wasi2native_runtime_support::abi::cpu::Level;
use wasm_smith::Config;

use crate::allocated::most_during;
use crate::random::Random;

const MOST_TIME: Duration = Duration::from_secs(30);
/// However small the input is.
const MOST_MEMORY: usize = 600 << 20;

/// How the compiler took it, or what it did that it must not.
pub type Verdict = Result<&'static str, String>;

/// Modules to begin with that the tests have.
pub struct Sources(Vec<Vec<u8>>);

impl Sources {
    pub fn read() -> Sources {
        let folder = root().join("tests");
        let files = files_below(&folder).into_iter().filter(|file| !file.starts_with("fuzz"));
        let modules = files.filter_map(|file| {
            let path = folder.join(&file);
            match file.extension()?.to_str()? {
                "wasm" => fs::read(path).ok(),
                "wat" => wat::parse_file(path).ok(),
                _ => None,
            }
        });
        Sources(modules.collect())
    }

    /// The bytes of a seed.
    pub fn bytes(&self, seed: u64) -> Vec<u8> {
        let mut random = Random::new(seed ^ 0xb17e5);
        let random = &mut random;
        let mut bytes = self.module(random);
        for _ in 0..random.pick(&[0, 1, 1, 2, 5, 30]) {
            if random.chance(3, 4) {
                mutate_section(random, &mut bytes);
            } else {
                let end = bytes.len();
                mutate(random, &mut bytes, 0, end);
            }
        }
        bytes
    }

    fn module(&self, random: &mut Random) -> Vec<u8> {
        if !self.0.is_empty() && random.chance(1, 4) {
            return random.pick_clone(&self.0);
        }
        smith(random).unwrap_or_default()
    }
}

/// A module that could be a program, with less sense than those that are run.
fn smith(random: &mut Random) -> Option<Vec<u8>> {
    let command = "(module (func (export \"_start\")) (memory (export \"memory\") 1))";
    let config = Config {
        exports: random.chance(3, 4).then(|| wat::parse_str(command).expect("it is well-formed")),
        allow_invalid_funcs: random.chance(1, 8),
        generate_custom_sections: random.chance(1, 3),
        gc_enabled: random.chance(1, 4),
        exceptions_enabled: random.chance(1, 2),
        custom_page_sizes_enabled: random.chance(1, 2),
        wide_arithmetic_enabled: random.chance(1, 2),
        max_imports: random.pick(&[0, 0, 0, 10]),
        max_memories: random.pick(&[1, 3, 100]),
        max_tables: random.pick(&[1, 3, 100]),
        max_table_elements: random.pick(&[100, 1_000_000, 10_000_000]),
        max_instructions: random.pick(&[10, 100, 3000]),
        max_type_size: 1000,
        min_uleb_size: random.pick(&[1, 1, 5]),
        ..Config::default()
    };
    let count = random.pick(&[200, 2000, 20_000]);
    let bytes = random.bytes(count);
    Some(wasm_smith::Module::new(config, &mut Unstructured::new(&bytes)).ok()?.to_bytes())
}

/// Changes something in one section, whose size stays right.
fn mutate_section(random: &mut Random, bytes: &mut Vec<u8>) {
    let payloads = wasmparser::Parser::new(0).parse_all(bytes).map_while(Result::ok);
    let sections: Vec<_> = payloads
        .filter_map(|payload| payload.as_section())
        .map(|(_, range)| range)
        .filter(|range| range.end <= bytes.len())
        .collect();
    if sections.is_empty() {
        return;
    }
    let range = random.pick_clone(&sections);
    let mut content = bytes[range.clone()].to_vec();
    let end = content.len();
    mutate(random, &mut content, 0, end);
    // The size stands before the content, in as many bytes as it needs or more.
    let size_bytes = size_of_size(bytes, range.start, range.len());
    let mut size = Vec::new();
    wasm_encoder::Encode::encode(&content.len(), &mut size);
    size.extend(content);
    bytes.splice(range.start - size_bytes..range.end, size);
}

/// How many bytes before `start` hold the number `size`.
fn size_of_size(bytes: &[u8], start: usize, size: usize) -> usize {
    for count in 1..=5.min(start) {
        let encoded = &bytes[start - count..start];
        let value =
            encoded.iter().rev().fold(0_usize, |sum, byte| sum << 7 | usize::from(byte & 0x7f));
        let continued = encoded[..count - 1].iter().all(|byte| byte & 0x80 != 0);
        if value == size && continued && encoded[count - 1] & 0x80 == 0 {
            return count;
        }
    }
    0
}

fn mutate(random: &mut Random, bytes: &mut Vec<u8>, start: usize, end: usize) {
    if start == end {
        return;
    }
    let place = start + random.below(end - start);
    let most = random.pick(&[2, 8, 64]);
    let length = random.below((end - place).min(most) + 1);
    match random.below(8) {
        0 => bytes[place] ^= 1 << random.below(8),
        1 => bytes[place] = random.next() as u8,
        2 => bytes[place] = bytes[place].wrapping_add(random.pick(&[1, 0xff])),
        3 => drop(bytes.drain(place..place + length)),
        4 => {
            let copy = bytes[place..place + length].to_vec();
            let other = start + random.below(end - start);
            drop(bytes.splice(other..other, copy));
        }
        5 => {
            let new = random.bytes(length);
            drop(bytes.splice(place..place + length, new));
        }
        6 => {
            // A great number.
            let mut number = Vec::new();
            wasm_encoder::Encode::encode(&random.edge(64), &mut number);
            drop(bytes.splice(place..place + 1, number));
        }
        _ => {
            let other = start + random.below(end - start);
            bytes.swap(place, other);
        }
    }
}

fn options(random: &mut Random) -> Options {
    Options {
        optimize: random.pick(&[Optimize::None, Optimize::Quick, Optimize::Speed, Optimize::Size]),
        cpu: Cpu::Level(random.pick(&[Level::V1, Level::V2, Level::V3, Level::V4])),
        bounds_checks: random.pick(&[BoundsChecks::Guarded, BoundsChecks::Explicit]),
        symbols: random.pick(&[Symbols::Keep, Symbols::Strip]),
        lockdown: random.pick(&[Lockdown::Off, Lockdown::On]),
        emit: random.pick(&[
            Emit::Executable,
            Emit::Executable,
            Emit::Object,
            Emit::Clif,
            Emit::Assembly,
            Emit::Program,
        ]),
        ..Options::default()
    }
}

/// Compiles the bytes of a seed.
pub fn compile(seed: u64, bytes: &[u8]) -> Verdict {
    let options = options(&mut Random::new(seed));
    let start = Instant::now();
    let work = AssertUnwindSafe(|| wasi2native::compile(bytes, &options, &Silent));
    let (result, memory) = most_during(|| catch_unwind(work));
    let Ok(result) = result else { return Err(String::from("the compiler panics")) };
    let took = start.elapsed();
    if took > MOST_TIME {
        return Err(format!("it takes {took:?}"));
    }
    if memory > MOST_MEMORY + 2000 * bytes.len() {
        return Err(format!("it takes {} MB", memory >> 20));
    }
    let error = match result {
        Ok(_) => return Ok("compiled"),
        Err(error) => error,
    };
    let text = error.to_string();
    if text.lines().count() > 2 || text.len() > 5000 {
        return Err(format!("the error is long: {text}"));
    }
    match error.kind() {
        Kind::Internal => Err(text),
        Kind::Invalid => Ok("invalid"),
        Kind::Unsupported => Ok("unsupported"),
        Kind::Link => Ok("not linked"),
        Kind::Limit => Ok("limit"),
        Kind::Io | Kind::Usage => Ok("other"),
    }
}
