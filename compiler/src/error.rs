//! What went wrong, where, and what to do about it.
//!
//! Every failure of the compiler is an [`Error`]: one line (two with a help
//! text), lower case, no full stop, the user's own words in backquotes.

use std::fmt;

pub type Result<T, E = Error> = std::result::Result<T, E>;

/// The classes of failure, which decide the wording and what a caller can do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// The input is not a valid WebAssembly module.
    Invalid,
    /// The input is valid, but uses what this compiler does not have.
    Unsupported,
    /// The imports do not fit what is there to be imported.
    Link,
    /// The input or a result exceeds what a format or an option allows.
    Limit,
    /// Reading or writing a file failed.
    Io,
    /// The options contradict each other or name nothing known.
    Usage,
    /// A bug of ours.
    Internal,
}

/// One word wide, so that `Result` stays cheap where nothing fails.
pub struct Error(Box<Details>);

struct Details {
    kind: Kind,
    message: String,
    function: Option<(u32, Option<String>)>,
    offset: Option<u64>,
    help: Option<String>,
}

impl Error {
    pub fn new(kind: Kind, message: impl Into<String>) -> Error {
        Error(Box::new(Details {
            kind,
            message: message.into(),
            function: None,
            offset: None,
            help: None,
        }))
    }

    pub fn invalid(message: impl Into<String>) -> Error {
        Error::new(Kind::Invalid, message)
    }

    pub fn unsupported(message: impl Into<String>) -> Error {
        Error::new(Kind::Unsupported, message)
    }

    pub fn link(message: impl Into<String>) -> Error {
        Error::new(Kind::Link, message)
    }

    pub fn limit(message: impl Into<String>) -> Error {
        Error::new(Kind::Limit, message)
    }

    pub fn usage(message: impl Into<String>) -> Error {
        Error::new(Kind::Usage, message)
    }

    pub fn internal(message: impl Into<String>) -> Error {
        Error::new(Kind::Internal, message)
    }

    /// `what` failed with `error`, for example ``cannot write `app` ``.
    pub fn io(what: impl fmt::Display, error: &std::io::Error) -> Error {
        Error::new(Kind::Io, format!("{what}: {error}"))
    }

    /// Adds the function it happened in; `name` from the name section.
    pub fn in_function(mut self, index: u32, name: Option<&str>) -> Error {
        self.0.function.get_or_insert_with(|| (index, name.map(str::to_owned)));
        self
    }

    /// Adds the byte offset in the module.
    pub fn at(mut self, offset: u64) -> Error {
        self.0.offset.get_or_insert(offset);
        self
    }

    /// Adds what the user can do.
    pub fn help(mut self, help: impl Into<String>) -> Error {
        self.0.help.get_or_insert_with(|| help.into());
        self
    }

    pub fn kind(&self) -> Kind {
        self.0.kind
    }

    /// What the user can do, if we know.
    pub fn help_text(&self) -> Option<&str> {
        self.0.help.as_deref()
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Details { kind, message, function, offset, .. } = &*self.0;
        if *kind == Kind::Internal {
            f.write_str("internal error: ")?;
        }
        write!(f, "{}", Printable(message))?;
        if let Some((index, name)) = function {
            write!(f, ", in function {index}")?;
            if let Some(name) = name {
                write!(f, " `{}`", Printable(name))?;
            }
        }
        if let Some(offset) = offset {
            write!(f, ", at offset {offset:#x}")?;
        }
        Ok(())
    }
}

impl fmt::Debug for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:?}: {self}", self.0.kind)
    }
}

impl std::error::Error for Error {}

impl From<wasmparser::BinaryReaderError> for Error {
    fn from(error: wasmparser::BinaryReaderError) -> Error {
        Error::invalid(error.message()).at(error.offset())
    }
}

/// Longer text, in characters, is cut: a module's names can have 100,000.
const LONGEST_TEXT: usize = 4096;

/// Shows untrusted text on one line: control characters, among them terminal
/// escapes and newlines, are escaped.
pub struct Printable<'a>(pub &'a str);

impl fmt::Display for Printable<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (place, character) in self.0.chars().enumerate() {
            if place == LONGEST_TEXT {
                return f.write_str("…");
            }
            // Unicode's bidirectional controls can make a line read as another.
            let reorders = matches!(character, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
            if character.is_control() || reorders {
                write!(f, "{}", character.escape_unicode())?;
            } else {
                write!(f, "{character}")?;
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_error_says_what_where_and_stays_on_one_line() {
        let error = Error::unsupported("instruction `throw\n` needs exceptions")
            .in_function(17, Some("count\u{1b}[2J"))
            .at(0x4f2);
        assert_eq!(
            error.to_string(),
            "instruction `throw\\u{a}` needs exceptions, in function 17 `count\\u{1b}[2J`, at offset 0x4f2"
        );
        assert_eq!(std::mem::size_of::<Error>(), std::mem::size_of::<usize>());
    }
}
