//! Arguments in, flags out; what clap says at length in a line and a hint.

use std::ffi::OsString;

use clap::error::{ContextKind, ContextValue, ErrorKind};
use clap::{CommandFactory, Parser};
use wasi2native::error::Error;

use super::flags::Flags;

/// What the arguments turned out to be.
pub enum Parsed {
    Flags(Box<Flags>),
    /// A help text or the version, already printed.
    Shown,
    Wrong(Error),
}

/// Parses the arguments, the first of which is the command's own name.
pub fn parse(arguments: &[OsString]) -> Parsed {
    let error = match Flags::try_parse_from(arguments) {
        Ok(flags) => return Parsed::Flags(Box::new(flags)),
        Err(error) => error,
    };
    if matches!(error.kind(), ErrorKind::DisplayHelp | ErrorKind::DisplayVersion) {
        // Where standard output is closed, nobody wants to read it.
        let _ = error.print();
        return Parsed::Shown;
    }
    let help = hint(&error, arguments);
    Parsed::Wrong(Error::usage(message(&error)).help(help))
}

fn message(error: &clap::Error) -> String {
    let argument = || texts(error, ContextKind::InvalidArg).join(" ");
    let option = || option_name(&argument());
    let value = || texts(error, ContextKind::InvalidValue).join(" ");
    match error.kind() {
        ErrorKind::UnknownArgument => format!("unexpected argument `{}`", argument()),
        ErrorKind::MissingRequiredArgument => format!("{} is missing", option()),
        ErrorKind::InvalidValue if value().is_empty() => {
            format!("`{}` needs a value", option())
        }
        ErrorKind::InvalidValue => format!("invalid value `{}` for `{}`", value(), option()),
        ErrorKind::ValueValidation => {
            let reason = std::error::Error::source(error).map(ToString::to_string);
            let reason = reason.unwrap_or_else(|| "it cannot be understood".to_owned());
            format!("invalid value `{}` for `{}`: {reason}", value(), option())
        }
        // A second INPUT, which clap takes for a subcommand in the wrong place.
        ErrorKind::ArgumentConflict if error.get(ContextKind::InvalidSubcommand).is_some() => {
            format!(
                "unexpected argument `{}`",
                texts(error, ContextKind::InvalidSubcommand).join(" ")
            )
        }
        ErrorKind::ArgumentConflict => {
            let other = option_name(&texts(error, ContextKind::PriorArg).join(" "));
            if other == option() || other.is_empty() {
                format!("`{}` is given more than once", option())
            } else {
                format!("`{}` cannot be used with `{other}`", option())
            }
        }
        // The first paragraph of clap's own words.
        _ => {
            let text = error.to_string();
            let paragraph: Vec<&str> =
                text.lines().map(str::trim).take_while(|line| !line.is_empty()).collect();
            paragraph.join(" ").trim_start_matches("error: ").to_owned()
        }
    }
}

/// `--cpu` of `--cpu <NAME>`, `INPUT` of `<INPUT>`.
fn option_name(shown: &str) -> String {
    shown.trim_start_matches('<').split([' ', '>']).next().unwrap_or_default().to_owned()
}

fn hint(error: &clap::Error, arguments: &[OsString]) -> String {
    let values = texts(error, ContextKind::ValidValue);
    if !values.is_empty() {
        return format!("possible values: {}", values.join(", "));
    }
    let similar = texts(error, ContextKind::SuggestedArg);
    if let [similar, ..] = &similar[..] {
        return format!("a similar option is `{similar}`");
    }
    // A subcommand is one only as the first argument; after an option it would
    // be taken for INPUT.
    let misplaced = Flags::command()
        .get_subcommands()
        .map(|subcommand| subcommand.get_name().to_owned())
        .find(|name| arguments.iter().skip(2).any(|argument| argument == name.as_str()));
    if let (ErrorKind::UnknownArgument | ErrorKind::ArgumentConflict, Some(name)) =
        (error.kind(), misplaced)
    {
        return format!("options of `{name}` come after it: `wasi2native {name} [OPTIONS] …`");
    }
    "try `wasi2native --help`".to_owned()
}

/// What clap knows of `kind`, as a list.
fn texts(error: &clap::Error, kind: ContextKind) -> Vec<String> {
    match error.get(kind) {
        Some(ContextValue::String(text)) => vec![text.clone()],
        Some(ContextValue::Strings(texts)) => texts.clone(),
        _ => Vec::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn wrong(arguments: &[&str]) -> String {
        let arguments: Vec<OsString> =
            ["wasi2native"].iter().chain(arguments).map(OsString::from).collect();
        match parse(&arguments) {
            Parsed::Wrong(error) => {
                format!("{error} | {}", error.help_text().unwrap_or_default())
            }
            Parsed::Flags(flags) => panic!("accepted: {flags:?}"),
            Parsed::Shown => panic!("a help text"),
        }
    }

    #[test]
    fn a_wrong_command_line_is_a_line_and_a_hint() {
        for (arguments, expected) in [
            (&[][..], "INPUT is missing | try `wasi2native --help`"),
            (&["a", "b"], "unexpected argument `b` | try `wasi2native --help`"),
            (
                &["a", "--timing"],
                "unexpected argument `--timing` | a similar option is `--timings`",
            ),
            (&["a", "-O3"], "invalid value `3` for `-O` | possible values: 0, 1, 2, s"),
            (
                &["a", "--cpu"],
                "`--cpu` needs a value | possible values: x86-64, x86-64-v2, x86-64-v3, x86-64-v4, native",
            ),
            (
                &["a", "--strip", "--strip"],
                "`--strip` is given more than once | try `wasi2native --help`",
            ),
            (
                &["a", "--max-memory", "1X"],
                "invalid value `1X` for `--max-memory`: unknown suffix `X`, known are K, M, G, T, KiB and KB | try `wasi2native --help`",
            ),
            (
                &["a", "--dir", "a::"],
                "invalid value `a::` for `--dir`: a folder has a name; the form is HOST[::GUEST][:ro] | try `wasi2native --help`",
            ),
            (
                &["a", "-j0"],
                "invalid value `0` for `--threads`: number would be zero for non-zero type | try `wasi2native --help`",
            ),
            (&["run"], "FILE is missing | try `wasi2native --help`"),
            (
                &["run", "--alow-all", "x"],
                "unexpected argument `--alow-all` | a similar option is `--allow-all`",
            ),
            (
                &["-v", "run", "app.wasm"],
                "unexpected argument `app.wasm` | options of `run` come after it: `wasi2native run [OPTIONS] …`",
            ),
            (
                &["completions", "tcsh"],
                "invalid value `tcsh` for `SHELL` | possible values: bash, elvish, fish, powershell, zsh",
            ),
        ] {
            assert_eq!(wrong(arguments), expected, "{arguments:?}");
        }
    }
}
