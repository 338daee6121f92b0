//! What is said to the user on standard error: errors, notes, details. A line
//! each, coloured on terminals. A message that cannot be written is dropped:
//! there is nobody left to tell.

use std::ffi::OsStr;
use std::fmt::Display;
use std::io::{IsTerminal, Write};

use clap::ValueEnum;
use wasi2native::error::{Error, Kind, Printable};

/// The values of `--color`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Colour {
    Auto,
    Always,
    Never,
}

/// Where bugs are reported.
const ISSUES: &str = concat!(env!("CARGO_PKG_REPOSITORY"), "/issues");

const RED: &str = "1;31";
const YELLOW: &str = "1;33";
const CYAN: &str = "1;36";

/// Prints messages; a copy prints in the same way.
#[derive(Clone, Copy, Debug)]
pub struct Messages {
    coloured: bool,
}

impl Messages {
    pub fn new(colour: Colour) -> Messages {
        let variable = |name| std::env::var_os(name);
        Messages { coloured: is_coloured(colour, variable, std::io::stderr().is_terminal()) }
    }

    /// `error: …`, and `help: …` where something can be done.
    pub fn error(&self, error: &Error) {
        self.say(RED, "error", error);
        if let Some(help) = error.help_text() {
            self.say(CYAN, "help", Printable(help));
        } else if error.kind() == Kind::Internal {
            let help = format!("this is a bug: please report it with the module at {ISSUES}");
            self.say(CYAN, "help", help);
        }
    }

    /// `note: …`
    pub fn note(&self, text: &str) {
        self.say(YELLOW, "note", Printable(text));
    }

    /// A line without a heading.
    pub fn line(&self, text: impl Display) {
        let _ = writeln!(std::io::stderr(), "{text}");
    }

    fn say(&self, colour: &str, heading: &str, text: impl Display) {
        // One write: lines of processes that share a terminal stay whole.
        let line = if self.coloured {
            format!("\x1b[{colour}m{heading}\x1b[0m: {text}\n")
        } else {
            format!("{heading}: {text}\n")
        };
        let _ = std::io::stderr().write_all(line.as_bytes());
    }
}

/// See no-color.org and bixense.com/clicolors.
fn is_coloured<V: AsRef<OsStr>>(
    colour: Colour,
    variable: impl Fn(&'static str) -> Option<V>,
    is_terminal: bool,
) -> bool {
    let is = |name, value: &str| variable(name).is_some_and(|found| found.as_ref() == value);
    let is_set = |name| variable(name).is_some_and(|found| !found.as_ref().is_empty());
    match colour {
        Colour::Always => true,
        Colour::Never => false,
        Colour::Auto if is_set("NO_COLOR") => false,
        Colour::Auto if is_set("CLICOLOR_FORCE") && !is("CLICOLOR_FORCE", "0") => true,
        Colour::Auto => is_terminal && !is("TERM", "dumb"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn colour_follows_the_flag_then_the_environment_then_the_terminal() {
        use Colour::*;
        let coloured = |colour, variables: &[(&str, &'static str)], is_terminal| {
            let variable =
                |name| variables.iter().find(|&&(known, _)| known == name).map(|&(_, value)| value);
            is_coloured(colour, variable, is_terminal)
        };
        assert!(coloured(Auto, &[], true));
        assert!(!coloured(Auto, &[], false));
        assert!(!coloured(Auto, &[("NO_COLOR", "1")], true));
        assert!(coloured(Auto, &[("NO_COLOR", "")], true));
        assert!(coloured(Auto, &[("CLICOLOR_FORCE", "1")], false));
        assert!(!coloured(Auto, &[("CLICOLOR_FORCE", "0")], false));
        assert!(!coloured(Auto, &[("NO_COLOR", "1"), ("CLICOLOR_FORCE", "1")], false));
        assert!(!coloured(Auto, &[("TERM", "dumb")], true));
        assert!(coloured(Always, &[("NO_COLOR", "1")], false));
        assert!(!coloured(Never, &[("CLICOLOR_FORCE", "1")], true));
    }
}
