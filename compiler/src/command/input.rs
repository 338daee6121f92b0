//! INPUT in, the bytes of a binary module out, whatever it was written in.

use std::borrow::Cow;
use std::io::Read;
use std::path::Path;

use wasi2native::error::{Error, Result};

/// What every binary module and component begins with.
const WASM_MAGIC: &[u8] = b"\0asm";
/// What every executable and object begins with.
pub const ELF_MAGIC: &[u8] = b"\x7fELF";

/// Whether INPUT stands for standard input.
pub fn is_standard_input(path: &Path) -> bool {
    path == Path::new("-")
}

/// The bytes of a file, or of standard input.
///
/// # Errors
/// They cannot be read.
pub fn read(path: &Path) -> Result<Vec<u8>> {
    let bytes = if is_standard_input(path) {
        let mut bytes = Vec::new();
        std::io::stdin().lock().read_to_end(&mut bytes).map(|_| bytes)
    } else {
        std::fs::read(path)
    };
    bytes.map_err(|error| Error::io(format_args!("cannot read `{}`", path.display()), &error))
}

/// The binary form of a module: the bytes themselves, or what they say as text.
///
/// # Errors
/// The bytes are neither, or the text is malformed.
pub fn to_binary<'a>(path: &Path, bytes: &'a [u8]) -> Result<Cow<'a, [u8]>> {
    if bytes.starts_with(WASM_MAGIC) {
        return Ok(Cow::Borrowed(bytes));
    }
    let path = path.display();
    if bytes.is_empty() {
        return Err(Error::invalid(format!("`{path}` is empty")));
    }
    let text = match std::str::from_utf8(bytes) {
        Ok(text) if !text.contains('\0') && !bytes.starts_with(ELF_MAGIC) => text,
        _ => {
            let error =
                Error::invalid(format!("`{path}` is no WebAssembly, neither binary nor text"));
            return Err(if bytes.starts_with(ELF_MAGIC) {
                error.help(format!("it is an ELF file; try `wasi2native inspect {path}`"))
            } else {
                error
            });
        }
    };
    match wat::parse_str(text) {
        Ok(binary) => Ok(Cow::Owned(binary)),
        Err(error) => Err(Error::invalid(on_one_line(&path.to_string(), &error.to_string()))),
    }
}

/// The text format's errors are drawn over several lines:
///
/// ```text
/// expected valid module field
///      --> <anon>:1:10
///       |
///     1 | (module (fun))
///       |          ^
/// ```
fn on_one_line(path: &str, error: &str) -> String {
    let message = error.lines().next().unwrap_or_default();
    let place = error.lines().find_map(|line| line.trim_start().strip_prefix("--> <anon>:"));
    match place {
        Some(place) => format!("`{path}`, line {}: {message}", place.replace(':', ", column ")),
        None => format!("`{path}`: {message}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn error(bytes: &[u8]) -> String {
        to_binary(Path::new("a.wat"), bytes).expect_err("it is broken").to_string()
    }

    #[test]
    fn content_decides_what_the_input_is() {
        let binary = b"\0asm\x01\0\0\0";
        let path = Path::new("a.wasm");
        assert_eq!(&to_binary(path, binary).expect("binary")[..], binary);
        assert_eq!(&to_binary(path, b"(module)").expect("text")[..8], binary);
        assert_eq!(error(b""), "`a.wat` is empty");
        let neither = "`a.wat` is no WebAssembly, neither binary nor text";
        assert_eq!(error(b"\xff\xfe"), neither);
        assert_eq!(error(b"\0as"), neither);
        assert_eq!(error(b"\x7fELF\x02"), neither);
    }

    #[test]
    fn errors_in_the_text_format_name_line_and_column() {
        assert_eq!(
            error(b"(module\n  (fun))"),
            "`a.wat`, line 2, column 4: expected valid module field"
        );
    }
}
