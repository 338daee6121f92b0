//! Modules that are the same for every component.

use std::sync::LazyLock;

use wasi2native_runtime_support::abi::traps::Trap;

use crate::wasm::{self, Module};

/// Copies strings between memories; see its text.
pub static TRANSCODE: LazyLock<Module<'static>> = LazyLock::new(|| {
    static BYTES: LazyLock<Vec<u8>> = LazyLock::new(|| binary(&transcode_text()));
    parse(&BYTES)
});

/// What is known of a component instance while the program runs.
pub static STATE: LazyLock<Module<'static>> = LazyLock::new(|| {
    static BYTES: LazyLock<Vec<u8>> = LazyLock::new(|| {
        binary(
            r#"(module $component-state
              ;; Whether its code may call what it imports.
              (global (export "may_leave") (mut i32) (i32.const 1))
              ;; Whether a call of one of its functions has not come back.
              (global (export "entered") (mut i32) (i32.const 0)))"#,
        )
    });
    parse(&BYTES)
});

/// An allocator that cannot call out; see the adapters' `guarded_realloc`.
pub static REALLOC: LazyLock<Module<'static>> = LazyLock::new(|| {
    static BYTES: LazyLock<Vec<u8>> = LazyLock::new(|| {
        binary(
            r#"(module $realloc-for-the-host
              (import "" "may_leave" (global $may_leave (mut i32)))
              (import "" "realloc"
                (func $realloc (param i32 i32 i32 i32) (result i32)))
              (func (export "realloc") (param i32 i32 i32 i32) (result i32)
                (global.set $may_leave (i32.const 0))
                (call $realloc (local.get 0) (local.get 1) (local.get 2) (local.get 3))
                (global.set $may_leave (i32.const 1))))"#,
        )
    });
    parse(&BYTES)
});

fn binary(text: &str) -> Vec<u8> {
    wat::parse_str(text).expect("our own modules are well-formed")
}

fn parse(bytes: &'static [u8]) -> Module<'static> {
    wasm::parse(bytes).expect("our own modules are valid")
}

fn transcode_text() -> String {
    let mut text = String::new();
    let mut rest = include_str!("transcode.wat");
    if let Some((before, part, after)) = split_repeated(rest) {
        text += before;
        for (source, unit, align) in [("utf8", "1", "1"), ("utf16", "2", "2"), ("latin1", "1", "2")]
        {
            text += &part.replace("SOURCE", source).replace("UNIT", unit).replace("ALIGN", align);
        }
        rest = after;
    }
    text += rest;
    for trap in Trap::ALL {
        text = text.replace(&format!("{{{}}}", trap.name()), &(*trap as u8).to_string());
    }
    text
}

fn split_repeated(text: &str) -> Option<(&str, &str, &str)> {
    let (before, rest) = text.split_once("\n  ;; EACH SOURCE\n")?;
    let (part, after) = rest.split_once("\n  ;; END\n")?;
    Some((before, part, after))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_modules_are_valid() {
        assert!(TRANSCODE.export("0-0").is_some() && TRANSCODE.export("2-2").is_some());
        assert!(STATE.export("may_leave").is_some());
    }
}
