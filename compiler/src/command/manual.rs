//! Completions and the manual page, made from the definitions of the flags.

use clap::{Command, CommandFactory};
use clap_complete::Shell;
use wasi2native::error::{Error, Result};

use super::flags::Flags;
use super::output::standard_output;

/// Prints the script that a shell loads.
///
/// # Errors
/// Standard output cannot be written.
pub fn completions(shell: Shell) -> Result<()> {
    let mut script = Vec::new();
    clap_complete::generate(shell, &mut Flags::command(), "wasi2native", &mut script);
    standard_output(&script)
}

/// Prints the page of a subcommand, or of the command itself.
///
/// # Errors
/// There is no such subcommand, or standard output cannot be written.
pub fn page(subcommand: Option<&str>) -> Result<()> {
    let mut command = Flags::command();
    command.build();
    let command = match subcommand {
        None => command,
        Some(name) => {
            command.find_subcommand(name).cloned().ok_or_else(|| unknown(name, &command))?
        }
    };
    let mut page = Vec::new();
    clap_mangen::Man::new(command)
        .source(concat!("wasi2native ", env!("CARGO_PKG_VERSION")))
        .render(&mut page)
        .map_err(|error| Error::io("cannot make the page", &error))?;
    standard_output(&page)
}

fn unknown(name: &str, command: &Command) -> Error {
    let names: Vec<&str> = command.get_subcommands().map(Command::get_name).collect();
    Error::usage(format!("there is no subcommand `{name}`"))
        .help(format!("possible values: {}", names.join(", ")))
}
