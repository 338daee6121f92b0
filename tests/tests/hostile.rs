//! Malformed and hostile modules end in one line of error, or compile, within
//! bounded time and memory, and never make the compiler panic.

use std::fs;
use std::process::Command;
use std::time::Duration;

use tests::process;
use tests::workspace::command;

/// Generous: a debug build on a busy machine.
const LIMIT: Duration = Duration::from_secs(120);

/// Kilobytes of address space that the compiler may use.
const MEMORY: u64 = 6 << 20;

const HEADER: &[u8] = b"\0asm\x01\0\0\0";

/// Compiles `module` and returns the error, or `None` if there is none.
fn compile(name: &str, module: &[u8]) -> Option<String> {
    let folder = tempfile::tempdir().expect("there is room for a folder");
    let input = folder.path().join("input.wasm");
    fs::write(&input, module).expect("the folder is writable");
    let limited = format!("ulimit -v {MEMORY}; exec \"$0\" \"$@\"");
    let mut compile = Command::new("sh");
    compile.args(["-c", &limited]).arg(command()).arg(&input);
    compile.arg("-o").arg(folder.path().join("output")).env("RUST_BACKTRACE", "0");
    let ended = process::run(&mut compile, b"", LIMIT).expect("the command starts");
    let said = ended.stderr_text();
    assert!(!ended.timed_out, "{name}: takes too long");
    let notes = said.lines().filter(|line| line.starts_with("note: ")).count();
    let lines = said.lines().count() - notes;
    match ended.status.code() {
        Some(0) => None,
        Some(1) if said.contains("error: ") && lines <= 2 && !said.contains("internal error") => {
            assert!(said.len() < 20_000, "{name}: the error has {} bytes", said.len());
            assert!(
                said.chars().all(|character| character == '\n' || !character.is_control()),
                "{name}: control characters: {said:?}"
            );
            assert!(!folder.path().join("output").exists(), "{name}: something is left behind");
            let line = said.lines().find(|line| line.starts_with("error: "));
            Some(line.unwrap_or_default().to_owned())
        }
        _ => panic!("{name}: {}: {}", ended.ending(), said.chars().take(500).collect::<String>()),
    }
}

fn refused(name: &str, module: &[u8]) -> String {
    compile(name, module).unwrap_or_else(|| panic!("{name}: it is accepted"))
}

fn unsigned(mut value: u64) -> Vec<u8> {
    let mut bytes = Vec::new();
    loop {
        let byte = (value & 0x7f) as u8;
        value >>= 7;
        if value == 0 {
            bytes.push(byte);
            return bytes;
        }
        bytes.push(byte | 0x80);
    }
}

fn section(id: u8, content: &[u8]) -> Vec<u8> {
    [&[id], &unsigned(content.len() as u64)[..], content].concat()
}

fn name(text: &[u8]) -> Vec<u8> {
    [&unsigned(text.len() as u64)[..], text].concat()
}

fn module(sections: &[Vec<u8>]) -> Vec<u8> {
    [HEADER, &sections.concat()].concat()
}

/// A command whose `_start` has this body, locals included.
fn command_with(body: &[u8]) -> Vec<u8> {
    let body = [&unsigned(body.len() as u64)[..], body].concat();
    module(&[
        section(1, &[1, 0x60, 0, 0]),
        section(3, &[1, 0]),
        section(5, &[1, 0, 1]),
        section(7, &[&[1][..], &name(b"_start"), &[0, 0]].concat()),
        section(10, &[&[1][..], &body].concat()),
    ])
}

#[test]
fn every_prefix_of_a_module_is_refused() {
    let whole = command_with(&[1, 2, 0x7f, 0x41, 0xff, 0xff, 0, 0x21, 0, 0x0b]);
    assert_eq!(compile("whole", &whole), None);
    for length in 0..whole.len() {
        refused(&format!("{length} bytes"), &whole[..length]);
    }
}

#[test]
fn single_wrong_bytes_do_no_harm() {
    let whole = command_with(&[1, 2, 0x7f, 0x41, 0xff, 0xff, 0, 0x21, 0, 0x0b]);
    for place in 0..whole.len() {
        for wrong in [0x00, 0x7f, 0x80, 0xff] {
            let mut bytes = whole.clone();
            bytes[place] = wrong;
            // It may well be right.
            compile(&format!("byte {place} = {wrong:#x}"), &bytes);
        }
    }
}

#[test]
fn numbers_that_are_too_long_are_refused() {
    let overlong = [0x80, 0x80, 0x80, 0x80, 0x80, 0x00];
    refused("overlong section", &[HEADER, &[1], &overlong].concat());
    refused("overlong count", &module(&[section(1, &overlong)]));
    refused(
        "overlong constant",
        &command_with(&[0, 0x41, 0x80, 0x80, 0x80, 0x80, 0x80, 0, 0x1a, 0x0b]),
    );
    refused(
        "constant above 32 bits",
        &command_with(&[0, 0x41, 0xff, 0xff, 0xff, 0xff, 0x0f, 0x1a, 0x0b]),
    );
    refused("endless constant", &command_with(&[&[0, 0x42][..], &[0x80; 1000]].concat()));
}

#[test]
fn sections_out_of_order_or_of_wrong_length_are_refused() {
    let types = section(1, &[1, 0x60, 0, 0]);
    let functions = section(3, &[1, 0]);
    refused("order", &module(&[functions.clone(), types.clone()]));
    refused("twice", &module(&[types.clone(), types.clone()]));
    refused("function without code", &module(&[types.clone(), functions]));
    refused("too long", &[HEADER, &[1, 100, 1, 0x60, 0, 0]].concat());
    refused("too short", &[HEADER, &[1, 2, 1, 0x60, 0, 0]].concat());
    refused("unknown", &module(&[section(99, &[])]));
    refused("four gigabytes", &[HEADER, &[1, 0xff, 0xff, 0xff, 0xff, 0x0f]].concat());
}

#[test]
fn counts_without_content_are_refused() {
    let huge = unsigned(u64::from(u32::MAX));
    for id in 1..=13 {
        refused(&format!("section {id}"), &module(&[section(id, &huge)]));
    }
    refused("ten million types", &module(&[section(1, &unsigned(10_000_000))]));
    let many = [&unsigned(2_000_000)[..], &[0x60, 0, 0].repeat(2_000_000)].concat();
    refused("two million types", &module(&[section(1, &many)]));
}

#[test]
fn billions_of_locals_are_refused() {
    let locals = [&[1][..], &unsigned(u64::from(u32::MAX)), &[0x7f, 0x0b]].concat();
    refused("2^32 locals", &command_with(&locals));
    let locals =
        [&unsigned(3)[..], &[&unsigned(0x8000_0000)[..], &[0x7e]].concat().repeat(3), &[0x0b]]
            .concat();
    refused("3 * 2^31 locals", &command_with(&locals));
    let locals = [&[1][..], &unsigned(50_000), &[0x7b, 0x0b]].concat();
    compile("50,000 vectors", &command_with(&locals));
}

#[test]
fn branch_tables_are_bounded() {
    let table = |count: u64| {
        let targets = vec![0; count as usize + 1];
        let body = [&[0, 0x02, 0x40, 0x41, 0, 0x0e][..], &unsigned(count), &targets, &[0x0b, 0x0b]];
        command_with(&body.concat())
    };
    compile("100,000 targets", &table(100_000));
    let promised = [&[0, 0x02, 0x40, 0x41, 0, 0x0e][..], &unsigned(1 << 27), &[0, 0x0b, 0x0b]];
    refused("2^27 targets without content", &command_with(&promised.concat()));
}

#[test]
fn deep_nesting_is_bounded() {
    let nested = |opening: &[u8], depth: usize| {
        command_with(&[&[0][..], &opening.repeat(depth), &vec![0x0b; depth + 1]].concat())
    };
    compile("50,000 blocks", &nested(&[0x02, 0x40], 50_000));
    compile("50,000 loops", &nested(&[0x03, 0x40], 50_000));
    compile("50,000 conditions", &nested(&[0x41, 1, 0x04, 0x40], 50_000));
    // A sum of 20,000 numbers, all on the stack first.
    let body = [&[0][..], &[0x41, 1].repeat(20_000), &[0x6a; 19_999], &[0x1a, 0x0b]].concat();
    compile("20,000 operands", &command_with(&body));
}

#[test]
fn a_giant_function_compiles_or_is_refused() {
    let body =
        [&[1, 1, 0x7f][..], &[0x20, 0, 0x41, 1, 0x6a, 0x21, 0].repeat(60_000), &[0x0b]].concat();
    compile("60,000 additions", &command_with(&body));
    // Above the implementation limit of engines.
    let body = [&[0][..], &[0x01].repeat(8_000_000), &[0x0b]].concat();
    refused("eight million instructions", &command_with(&body));
}

#[test]
fn many_functions_do_no_harm() {
    const COUNT: u64 = 20_000;
    let bodies = [&unsigned(COUNT)[..], &[2, 0, 0x0b].repeat(COUNT as usize)].concat();
    let module = module(&[
        section(1, &[1, 0x60, 0, 0]),
        section(3, &[&unsigned(COUNT)[..], &vec![0; COUNT as usize]].concat()),
        section(7, &[&[1][..], &name(b"_start"), &[0, 0]].concat()),
        section(10, &bodies),
    ]);
    assert_eq!(compile("20,000 functions", &module), None);
    let many = [&unsigned(10_000_000)[..], &vec![0; 10_000_000]].concat();
    let types = section(1, &[1, 0x60, 0, 0]);
    refused("ten million functions", &[HEADER, &types, &section(3, &many)].concat());
}

#[test]
fn names_cannot_break_the_line() {
    let import = |module: &[u8], field: &[u8]| {
        let import = [&[1][..], &name(module), &name(field), &[0, 0]].concat();
        self::module(&[section(1, &[1, 0x60, 0, 0]), section(2, &import)])
    };
    for text in [&b"a\nerror: b"[..], b"\0", b"\x1b[2J", "\u{202e}abc".as_bytes(), b"`quoted`", b""]
    {
        let error = refused("import", &import(text, text));
        assert!(!error.contains(['\0', '\u{1b}', '\u{202e}']), "{error:?}");
    }
    refused("invalid UTF-8", &import(b"\xff\xfe", b"x"));
    let long = vec![b'x'; 90_000];
    refused("a long name", &import(&long, b"x"));
    let many =
        [&unsigned(5_000)[..], &[&name(b"env")[..], &name(b"f"), &[0, 0]].concat().repeat(5_000)]
            .concat();
    refused(
        "5,000 unknown imports",
        &self::module(&[section(1, &[1, 0x60, 0, 0]), section(2, &many)]),
    );
}

#[test]
fn broken_name_sections_are_ignored() {
    let custom = |content: &[u8]| {
        let names = section(0, &[&name(b"name")[..], content].concat());
        [command_with(&[0, 0x00, 0x0b]), names].concat()
    };
    let function = |text: &[u8]| section(1, &[&[1, 0][..], &name(text)].concat());
    for (about, content) in [
        ("invalid UTF-8", function(b"\xff\xfe")),
        ("terminal escapes", function(b"\x1b[31mred\x07")),
        ("newlines", function(b"a\nb")),
        ("truncated", vec![1, 100, 1, 0]),
        ("of no function", section(1, &[1, 77, 1, b'x'])),
        ("count", section(1, &unsigned(u64::from(u32::MAX)))),
        ("twice", [function(b"a"), function(b"b")].concat()),
        ("long", function(&vec![b'x'; 90_000])),
        ("unknown subsection", vec![99, 1, 0]),
    ] {
        assert_eq!(compile(about, &custom(&content)), None, "{about}");
    }
}

#[test]
fn sizes_that_no_machine_has_are_refused_or_harmless() {
    let memory = |limits: &[u8]| {
        self::module(&[
            section(1, &[1, 0x60, 0, 0]),
            section(3, &[1, 0]),
            section(5, &[&[1][..], limits].concat()),
            section(7, &[&[1][..], &name(b"_start"), &[0, 0]].concat()),
            section(10, &[1, 2, 0, 0x0b]),
        ])
    };
    compile("4 GiB", &memory(&[&[0][..], &unsigned(65_536)].concat()));
    refused("more than 4 GiB", &memory(&[&[0][..], &unsigned(65_537)].concat()));
    refused("2^32 pages", &memory(&[&[0][..], &unsigned(u64::from(u32::MAX))].concat()));
    refused("2^48 pages", &memory(&[&[4][..], &unsigned(1 << 48)].concat()));
    refused("minimum above maximum", &memory(&[1, 2, 1]));
    let table = |limits: &[u8]| {
        self::module(&[
            section(1, &[1, 0x60, 0, 0]),
            section(3, &[1, 0]),
            section(4, &[&[1, 0x70][..], limits].concat()),
            section(7, &[&[1][..], &name(b"_start"), &[0, 0]].concat()),
            section(10, &[1, 2, 0, 0x0b]),
        ])
    };
    compile("ten million elements", &table(&[&[0][..], &unsigned(10_000_000)].concat()));
    refused("2^32 elements", &table(&[&[0][..], &unsigned(u64::from(u32::MAX))].concat()));
}

#[test]
fn duplicate_exports_and_odd_starts_are_refused() {
    let export = [&name(b"_start")[..], &[0, 0]].concat();
    let exports = [&[2][..], &export, &export].concat();
    let types = section(1, &[1, 0x60, 0, 0]);
    let (functions, code) = (section(3, &[1, 0]), section(10, &[1, 2, 0, 0x0b]));
    refused(
        "twice",
        &module(&[types.clone(), functions.clone(), section(7, &exports), code.clone()]),
    );
    refused("no `_start`", &module(&[types.clone(), functions.clone(), code.clone()]));
    let parameter = section(1, &[1, 0x60, 1, 0x7f, 0]);
    let one = section(7, &[&[1][..], &export].concat());
    refused("`_start` with a parameter", &module(&[parameter, functions.clone(), one, code]));
    refused("start function that is none", &module(&[types, functions, section(8, &[9])]));
}

#[test]
fn recursive_types_are_bounded() {
    // A chain of recursion groups, each of whose types refers to the one before.
    let mut types = unsigned(20_000);
    types.extend([0x60, 0, 0]);
    for before in 0..19_999_u64 {
        types.extend([0x60, 1, 0x63]);
        types.extend(unsigned(before));
        types.push(0);
    }
    compile("20,000 types in a chain", &module(&[section(1, &types)]));
    // One group of 10,000 types that all refer to the next.
    let mut group = [&[1, 0x4e][..], &unsigned(10_000)].concat();
    for next in 0..10_000_u64 {
        group.extend([0x60, 1, 0x63]);
        group.extend(unsigned((next + 1) % 10_000));
        group.push(0);
    }
    compile("10,000 types in a circle", &module(&[section(1, &group)]));
}

#[test]
fn text_is_as_harmless_as_bytes() {
    for (about, text) in [
        ("unclosed", String::from("(module (func")),
        ("deep", "(".repeat(200_000)),
        ("deep folded", format!("(module (func {}", "(block ".repeat(100_000))),
        ("escapes", String::from("(module (func (export \"\u{1b}[2J\u{7f}\") nonsense))")),
        ("not text", String::from("hello")),
        ("empty", String::new()),
    ] {
        refused(about, text.as_bytes());
    }
}
