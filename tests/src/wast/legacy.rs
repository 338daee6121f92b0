//! Scripts of the first exception handling write `try` in folded form, which
//! the parser of scripts does not know: it is unfolded here.
//!
//! `(try T (do A…) (catch $e B…) (catch_all C…))` becomes
//! `try T A… catch $e B… catch_all C… end`, and `(delegate $l)` at the end takes
//! the place of `end`. Labels count the same in both.

/// Whether a script has such instructions.
pub fn has_folded_try(text: &str) -> bool {
    text.contains("(try") && text.contains("(do")
}

/// Unfolds them. Everything else stays as it is, on the same line.
pub fn unfold(text: &str) -> String {
    let mut output = String::with_capacity(text.len());
    // What each open parenthesis becomes when it is closed.
    let mut closing: Vec<&str> = Vec::new();
    let mut rest = text;
    while let Some(character) = rest.chars().next() {
        let length = match character {
            ';' if rest.starts_with(";;") => rest.find('\n').unwrap_or(rest.len()),
            '(' if rest.starts_with("(;") => rest.find(";)").map_or(rest.len(), |end| end + 2),
            '"' => string_length(rest),
            '(' => {
                let (opened, closed, length) = open(rest, &mut closing);
                output.push_str(opened);
                closing.push(closed);
                rest = &rest[length..];
                continue;
            }
            ')' => {
                output.push_str(closing.pop().unwrap_or(")"));
                rest = &rest[1..];
                continue;
            }
            other => other.len_utf8(),
        };
        output.push_str(&rest[..length]);
        rest = &rest[length..];
    }
    output
}

/// What an opening parenthesis and its keyword become, what the closing one
/// becomes, and how much of the text that is.
fn open<'a>(rest: &'a str, closing: &mut [&'a str]) -> (&'a str, &'a str, usize) {
    let keyword = rest[1..]
        .find(|character: char| !character.is_ascii_lowercase() && character != '_')
        .map_or(rest, |end| &rest[..end + 1]);
    let in_try = closing.last().is_some_and(|closed| *closed == END || *closed == DELEGATED);
    let length = keyword.len();
    match keyword {
        "(try" => ("try", END, length),
        "(do" if in_try => ("", "", length),
        "(catch" | "(catch_all" if in_try => (&keyword[1..], "", length),
        "(delegate" if in_try => {
            // The delegation ends the `try`.
            if let Some(closed) = closing.last_mut() {
                *closed = DELEGATED;
            }
            ("delegate", "", length)
        }
        _ => ("(", ")", 1),
    }
}

const END: &str = " end";
const DELEGATED: &str = " ";

fn string_length(text: &str) -> usize {
    let mut escaped = false;
    for (place, character) in text.char_indices().skip(1) {
        match character {
            '"' if !escaped => return place + 1,
            '\\' => escaped = !escaped,
            _ => escaped = false,
        }
    }
    text.len()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn folded_try_becomes_flat() {
        assert_eq!(
            unfold("(try (result i32) (do (f)) (catch $e \n(drop)) (catch_all))"),
            "try (result i32)  (f) catch $e \n(drop) catch_all end"
        );
        assert_eq!(unfold("(try (do (try (do) (delegate 0))))"), "try  try  delegate 0  end");
        assert_eq!(unfold(";; (try\n(a \"(try\\\")\")"), ";; (try\n(a \"(try\\\")\")");
    }
}
