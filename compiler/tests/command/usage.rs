//! What is said about inputs and command lines that make no sense.

use super::support::{Folder, HELLO};

#[test]
fn a_wrong_command_line_is_a_line_a_hint_and_status_2() {
    let folder = Folder::with(&[("hello.wat", HELLO), ("hello", HELLO)]);
    for (arguments, expected) in [
        (&[][..], "error: INPUT is missing\nhelp: try `wasi2native --help`\n"),
        (
            &["hello.wat", "--alow-all"],
            "error: unexpected argument `--alow-all`\nhelp: a similar option is `--allow-all`\n",
        ),
        (
            &["hello"],
            "error: `hello` has no extension, so the output has no name\nhelp: name the output with -o\n",
        ),
        (
            &["hello.wat", "--dir", "a::x", "--dir", "b::x"],
            "error: two different grants of a folder `x`\nhelp: give one of them another name: `--dir HOST::NAME`\n",
        ),
    ] {
        assert_eq!(folder.failure(2, arguments), expected);
    }
    assert_eq!(folder.names(), ["hello", "hello.wat"]);
}

#[test]
fn a_broken_input_is_a_line_and_status_1() {
    let folder = Folder::with(&[
        ("text.wat", "(module\n  (fun))"),
        ("empty.wasm", ""),
        ("neither.wasm", "\0\u{1}\u{2}"),
        ("cut.wasm", "\0asm\u{1}\0\0\0\u{1}\u{7f}"),
        ("import.wat", r#"(module (import "a\1b[2J" "b\0a" (func)) (func (export "_start")))"#),
    ]);
    for (input, expected) in [
        ("text.wat", "`text.wat`, line 2, column 4: expected valid module field"),
        ("empty.wasm", "`empty.wasm` is empty"),
        ("neither.wasm", "`neither.wasm` is no WebAssembly, neither binary nor text"),
        ("absent.wasm", "cannot read `absent.wasm`: No such file or directory (os error 2)"),
        (".", "cannot read `.`: Is a directory (os error 21)"),
    ] {
        assert_eq!(folder.failure(1, &[input, "-o", "app"]), format!("error: {expected}\n"));
    }
    for input in ["cut.wasm", "import.wat"] {
        let message = folder.failure(1, &[input]);
        assert_eq!(message.lines().count(), 1, "{message}");
        assert!(!message.contains('\x1b'), "{message:?}");
    }
    assert!(!folder.at("app").exists());
}

#[test]
fn colour_is_asked_for_or_left_out() {
    let folder = Folder::new();
    let message = folder.failure(1, &["absent.wasm", "--color", "always"]);
    assert!(message.starts_with("\x1b[1;31merror\x1b[0m: cannot read"), "{message:?}");
    let forced = folder.shell("CLICOLOR_FORCE=1 $W absent.wasm").stderr;
    assert!(forced.starts_with(b"\x1b[1;31m"));
}

/// The code generator recurses over nested blocks.
#[test]
fn deep_nesting_ends_in_an_executable_or_a_line() {
    const DEPTH: usize = 50_000;
    let folder = Folder::new();
    let mut body = vec![0];
    body.extend([0x02, 0x40].repeat(DEPTH));
    body.extend([0x0b].repeat(DEPTH + 1));
    let mut code = vec![1];
    code.extend(leb128(body.len()));
    code.extend(body);
    let mut module = b"\0asm\x01\0\0\0".to_vec();
    module.extend(b"\x01\x04\x01\x60\0\0\x03\x02\x01\0\x07\x0a\x01\x06_start\0\0\x0a");
    module.extend(leb128(code.len()));
    module.extend(code);
    std::fs::write(folder.at("deep.wasm"), module).expect("the folder is writable");
    let output = folder.run(&["deep.wasm"]);
    assert!(matches!(output.status.code(), Some(0 | 1)), "{output:?}");
    assert!(output.stderr.split(|&byte| byte == b'\n').count() <= 3, "{output:?}");
}

fn leb128(mut number: usize) -> Vec<u8> {
    let mut bytes = Vec::new();
    loop {
        let byte = (number & 0x7f) as u8;
        number >>= 7;
        if number == 0 {
            bytes.push(byte);
            return bytes;
        }
        bytes.push(byte | 0x80);
    }
}
