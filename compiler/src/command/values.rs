//! The small languages of option values: sizes, folders, variables. Those of the
//! network are in `addresses`.

use std::ffi::OsString;
use std::os::unix::ffi::OsStringExt;

use wasi2native_runtime_support::abi::capabilities::{self, Access, Backslash};
use wasi2native_runtime_support::{Folder, Variable};

/// A number of bytes: `64K`, `8MiB`, `1GB`, `4096`.
///
/// As in coreutils, a bare letter and `KiB` count in powers of 1024, `KB` in
/// powers of 1000.
pub fn size(text: &str) -> Result<u64, String> {
    let digits = text.len() - text.trim_start_matches(|c: char| c.is_ascii_digit()).len();
    let (number, suffix) = text.split_at(digits);
    if number.is_empty() {
        return Err("a size is a number with a suffix such as K, M, G or KiB".to_owned());
    }
    let suffix = suffix.to_ascii_uppercase();
    let (letter, base) = match suffix.as_bytes() {
        [] | [b'B'] => (b'B', 1),
        [letter] | [letter, b'I', b'B'] => (*letter, 1024),
        [letter, b'B'] => (*letter, 1000),
        _ => (b'?', 0),
    };
    let power = match letter {
        b'B' => 0,
        b'K' => 1,
        b'M' => 2,
        b'G' => 3,
        b'T' => 4,
        _ => return Err(format!("unknown suffix `{suffix}`, known are K, M, G, T, KiB and KB")),
    };
    let number: Option<u64> = number.parse().ok();
    number
        .and_then(|number| number.checked_mul(u64::pow(base, power)))
        .ok_or_else(|| "the size is beyond 64 bits".to_owned())
}

/// A size that a stack can have, rounded up to whole pages.
pub fn stack_size(text: &str) -> Result<u64, String> {
    const PAGE: u64 = 4096;
    /// The host functions run on the program's stack too.
    const LEAST: u64 = 64 << 10;
    /// Far beyond use, far below the end of the address space.
    const MOST: u64 = 1 << 40;
    let size = size(text)?;
    if !(LEAST..=MOST).contains(&size) {
        return Err("a stack has between 64K and 1T".to_owned());
    }
    Ok(size.next_multiple_of(PAGE))
}

/// `HOST[::GUEST][:ro]`.
pub fn folder(text: OsString) -> Result<Folder, String> {
    let text = text.into_vec();
    let folder = capabilities::parse_folder(&text, Backslash::Plain)
        .ok_or("a folder has a name; the form is HOST[::GUEST][:ro]")?;
    let capabilities::Folder { host, guest, access } = folder;
    Ok(Folder { host: host.to_vec(), guest: guest.to_vec(), access })
}

/// `HOST[::GUEST]`, read-only anyway.
pub fn embedded(text: OsString) -> Result<Folder, String> {
    let text = text.into_vec();
    let (host, guest) = capabilities::parse_names(&text, Backslash::Plain)
        .ok_or("a folder has a name; the form is HOST[::GUEST]")?;
    Ok(Folder { host: host.to_vec(), guest: guest.to_vec(), access: Access::ReadOnly })
}

/// Any argument.
pub fn argument(text: OsString) -> Vec<u8> {
    text.into_vec()
}

/// `NAME[=VALUE]`.
pub fn variable(text: OsString) -> Result<Variable, String> {
    let text = text.into_vec();
    let variable = capabilities::parse_variable(&text)
        .ok_or("a variable has a name; the form is NAME[=VALUE]")?;
    Ok(Variable { name: variable.name.to_vec(), value: variable.value.map(<[u8]>::to_vec) })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_have_the_suffixes_of_coreutils() {
        for (text, expected) in [
            ("0", Some(0)),
            ("4096", Some(4096)),
            ("64K", Some(64 << 10)),
            ("64k", Some(64 << 10)),
            ("8M", Some(8 << 20)),
            ("8MiB", Some(8 << 20)),
            ("8mib", Some(8 << 20)),
            ("8MB", Some(8_000_000)),
            ("1T", Some(1 << 40)),
            ("18446744073709551615", Some(u64::MAX)),
            ("16777216T", None),
            ("18446744073709551616", None),
            ("", None),
            ("M", None),
            ("-1", None),
            ("1.5M", None),
            ("1X", None),
            ("1XiB", None),
            ("1é", None),
        ] {
            assert_eq!(size(text).ok(), expected, "{text}");
        }
    }

    #[test]
    fn a_stack_is_whole_pages_within_reason() {
        assert_eq!(stack_size("65537"), Ok(65536 + 4096));
        assert!(stack_size("1K").is_err());
        assert!(stack_size("2T").is_err());
    }

    #[test]
    fn folders_have_a_host_and_a_guest_name() {
        let parse = |text: &str| {
            let folder = folder(text.into()).ok()?;
            let text = |bytes: Vec<u8>| String::from_utf8(bytes).expect("came from text");
            Some((text(folder.host), text(folder.guest), folder.access == Access::ReadOnly))
        };
        let expect = |host: &str, guest: &str, read_only| {
            Some((host.to_owned(), guest.to_owned(), read_only))
        };
        assert_eq!(parse("."), expect(".", ".", false));
        assert_eq!(parse("/srv:ro"), expect("/srv", "/srv", true));
        assert_eq!(parse("a::b"), expect("a", "b", false));
        assert_eq!(parse("a:b::c:d:ro"), expect("a:b", "c:d", true));
        assert_eq!(parse("a::b::c"), expect("a", "b::c", false));
        assert_eq!(parse("name:ro/"), expect("name:ro/", "name:ro/", false));
        for text in ["", ":ro", "::", "a::", "::b", "a:::ro"] {
            assert_eq!(parse(text), None, "{text}");
        }
    }

    #[test]
    fn variables_have_a_value_or_pass_through() {
        let parse = |text: &str| {
            let Variable { name, value } = variable(text.into()).ok()?;
            Some((name, value))
        };
        assert_eq!(parse("A"), Some((b"A".to_vec(), None)));
        assert_eq!(parse("A="), Some((b"A".to_vec(), Some(Vec::new()))));
        assert_eq!(parse("A=b=c"), Some((b"A".to_vec(), Some(b"b=c".to_vec()))));
        assert_eq!(parse("=b"), None);
        assert_eq!(parse(""), None);
    }
}
