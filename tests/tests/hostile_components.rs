//! Malformed and hostile components end in an error, or compile, within bounded time,
//! and never make the compiler panic.

use std::fmt::Write;
use std::panic::catch_unwind;
use std::time::{Duration, Instant};

use tests::workspace::root;
use wasi2native::error::{Error, Kind};
use wasi2native::options::{Emit, Options};
use wasi2native::report::Silent;

/// Generous: a debug build on a busy machine.
const LIMIT: Duration = Duration::from_secs(60);

fn component(path: &str) -> Vec<u8> {
    wat::parse_file(root().join(path)).expect("the component is well-formed")
}

/// Compiles up to the frozen program, or to the end.
fn compile(about: &str, bytes: &[u8], emit: Emit) -> Result<Vec<u8>, Error> {
    let start = Instant::now();
    let options = Options { emit, ..Options::default() };
    let result = catch_unwind(|| wasi2native::compile(bytes, &options, &Silent))
        .unwrap_or_else(|_| panic!("{about}: the compiler panics"));
    assert!(start.elapsed() < LIMIT, "{about}: takes {:?}", start.elapsed());
    if let Err(error) = &result {
        assert_ne!(error.kind(), Kind::Internal, "{about}: {error}");
    }
    result
}

fn refused(about: &str, text: &str) -> String {
    let bytes = wat::parse_str(text).unwrap_or_else(|error| panic!("{about}: {error}"));
    match compile(about, &bytes, Emit::Executable) {
        Ok(_) => panic!("{about}: it is accepted"),
        Err(error) => error.to_string(),
    }
}

const SOURCES: [&str; 3] = [
    "tests/run/components/hello.wat",
    "tests/run/components/siblings.wat",
    "tests/run/components/adapter.wasm",
];

#[test]
fn every_prefix_is_refused() {
    for path in SOURCES {
        let bytes = component(path);
        let step = bytes.len().div_ceil(700);
        for length in (0..bytes.len()).step_by(step) {
            let about = format!("{length} bytes of {path}");
            // The last sections may hold names alone, and none is demanded.
            let _ = compile(&about, &bytes[..length], Emit::Program);
        }
    }
}

#[test]
fn wrong_bytes_do_no_harm() {
    // Any numbers do, as long as they are the same every time.
    let mut state = 0x2545_f491_4f6c_dd1d_u64;
    let mut random = move |below: usize| {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        (state % below as u64) as usize
    };
    for path in SOURCES {
        let good = component(path);
        for round in 0..700 {
            let mut bytes = good.clone();
            for _ in 0..1 + random(3) {
                let place = random(bytes.len());
                bytes[place] = match random(3) {
                    0 => bytes[place].wrapping_add(1),
                    1 => bytes[place] ^ 1 << random(8),
                    _ => random(256) as u8,
                };
            }
            let _ = compile(&format!("{path}, round {round}"), &bytes, Emit::Program);
        }
    }
}

#[test]
fn deep_nesting_is_bounded() {
    let depth = 2000;
    let text = "(component ".repeat(depth) + &")".repeat(depth);
    // The text format may refuse it first.
    if let Ok(bytes) = wat::parse_str(&text) {
        assert!(compile("nested components", &bytes, Emit::Program).is_err());
    }
    // Each component instantiates the one before.
    let mut text = String::from("(component (component $c0)");
    for number in 1..500 {
        write!(
            text,
            "(component $c{number} (alias outer 1 $c{} (component $c)) (instance (instantiate $c)))",
            number - 1
        )
        .expect("a string takes any text");
    }
    let error = refused("a chain of instances", &(text + "(instance (instantiate $c499)))"));
    assert!(error.contains("100 deep"), "{error}");
}

/// A component that passes a value of a type on to another; the type is the last of a
/// chain, each twice the one before.
fn doubling(first: &str, chain: usize) -> String {
    let mut types = format!("(type $t0 {first})");
    for number in 1..=chain {
        let before = number - 1;
        write!(types, "(type $t{number} (tuple $t{before} $t{before}))")
            .expect("a string takes any text");
    }
    format!(
        r#"(component
          (component $Callee
            {types}
            (core module $m
              (memory (export "memory") 1)
              (func (export "realloc") (param i32 i32 i32 i32) (result i32) i32.const 0)
              (func (export "f") (param i32 i32)))
            (core instance $m (instantiate $m))
            (func (export "f") (param "x" (list $t{chain}))
              (canon lift (core func $m "f") (memory (core memory $m "memory"))
                (realloc (core func $m "realloc")))))
          (component $Caller
            {types}
            (import "f" (func $f (param "x" (list $t{chain}))))
            (core module $memory (memory (export "memory") 1))
            (core instance $memory (instantiate $memory))
            (core func $f (canon lower (func $f) (memory (core memory $memory "memory"))))
            (core module $m
              (import "" "f" (func $f (param i32 i32)))
              (func (export "run") (result i32)
                (call $f (i32.const 0) (i32.const 0)) (i32.const 0)))
            (core instance $m (instantiate $m (with "" (instance (export "f" (func $f))))))
            (func (export "run") (result (result)) (canon lift (core func $m "run"))))
          (instance $callee (instantiate $Callee))
          (instance $caller (instantiate $Caller (with "f" (func $callee "f"))))
          (instance $run (export "run" (func $caller "run")))
          (export "wasi:cli/run@0.2.0" (instance $run)))"#
    )
}

#[test]
fn types_that_double_are_bounded() {
    for first in ["u8", "string", "(option string)", "char"] {
        for chain in [6, 10, 14, 18, 60] {
            let about = format!("{first} doubled {chain} times");
            let Ok(bytes) = wat::parse_str(doubling(first, chain)) else { continue };
            let result = compile(&about, &bytes, Emit::Executable);
            assert!(result.is_ok() || chain > 6, "{about}: {:?}", result.err());
            assert!(result.is_err() || chain < 60, "{about}: it is accepted");
        }
    }
}

/// A component that consists of types, the first a `u8`, each of the others made of the
/// one before.
fn chained(count: usize, next: impl Fn(usize) -> String) -> String {
    let mut text = String::from("(component (type u8)");
    for before in 0..count {
        write!(text, "(type {})", next(before)).expect("a string takes any text");
    }
    text + ")"
}

#[test]
fn bombs_are_bounded() {
    const MANY: usize = 100_000;
    type Next = fn(usize) -> String;
    let chains: [(&str, Next); 6] = [
        ("lists", |before| format!("(list {before})")),
        ("options", |before| format!("(option {before})")),
        ("results", |before| format!("(result {before} (error {before}))")),
        ("tuples", |before| format!("(tuple {before} {before} {before})")),
        ("records", |before| format!("(record (field \"a\" {before}))")),
        ("variants", |before| format!("(variant (case \"a\") (case \"b\" {before}))")),
    ];
    for (about, next) in chains {
        let error = refused(about, &chained(MANY, next));
        assert!(error.contains("nesting is too deep") || error.contains("type size"), "{error}");
    }
    for (about, item) in [("fields", "(field \"f# \" u8)"), ("cases", "(case \"f# \")")] {
        let items = (0..MANY).map(|number| item.replace("# ", &number.to_string()));
        let items = items.collect::<String>();
        let kind = if about == "fields" { "record" } else { "variant" };
        let error = refused(about, &format!("(component (type ({kind} {items})))"));
        assert!(error.contains("out of bounds"), "{error}");
    }
    let outer = |_: usize| String::from("(instance (alias outer 1 0 (type)))");
    let error = refused("aliases of what is outside", &chained(MANY, outer));
    assert!(error.contains("library"), "{error}");

    let module = "(component (core module $m (memory 65536))";
    let instances = "(core instance (instantiate $m))".repeat(MANY);
    let error = refused("instances of modules", &format!("{module}{instances})"));
    assert!(error.contains("exceeds limit"), "{error}");
    let instances = "(instance (instantiate $c))".repeat(MANY);
    let error = refused("instances", &format!("(component (component $c){instances})"));
    assert!(error.contains("exceeds limit"), "{error}");
}

#[test]
fn components_nested_without_end_are_refused() {
    // Section 4 is a component; each is as long as all inside of it.
    let preamble = b"\0asm\x0d\0\x01\0";
    let mut heads = Vec::new();
    let mut length = preamble.len();
    for _ in 0..100_000 {
        let mut head = preamble.to_vec();
        head.push(4);
        let mut rest = length;
        while rest > 0x7f {
            head.push(rest as u8 | 0x80);
            rest >>= 7;
        }
        head.push(rest as u8);
        length += head.len();
        heads.push(head);
    }
    heads.reverse();
    let bytes = [heads.concat(), preamble.to_vec()].concat();
    let error = compile("nested components", &bytes, Emit::Program).expect_err("it is too deep");
    assert!(error.to_string().contains("nested more than 100 deep"), "{error}");
}
