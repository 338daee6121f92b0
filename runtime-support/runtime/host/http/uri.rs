//! Parts of a URI that a program sets. Source: RFC 3986, "Path", "Query" and "Scheme".

/// Whether it can stand behind the authority.
pub fn is_path_with_query(text: &[u8]) -> bool {
    matches!(text, [] | [b'/' | b'?', ..])
        && text.iter().all(|&byte| byte >= 0x80 || is_path_byte(byte))
}

/// What may stand in a path or query, and what people put there without harm.
fn is_path_byte(byte: u8) -> bool {
    byte.is_ascii_graphic() && !b"#<>`".contains(&byte)
}

pub fn is_scheme(text: &[u8]) -> bool {
    text.first().is_some_and(u8::is_ascii_alphabetic)
        && text.iter().all(|&byte| byte.is_ascii_alphanumeric() || b"+-.".contains(&byte))
}
