//! The command `wasi2native`: everything that reads, writes and prints. The
//! library compiles bytes to bytes and knows nothing of this.

mod addresses;
mod cache;
mod capabilities;
mod compile;
mod crash;
mod embed;
mod flags;
mod input;
mod inspect;
mod manual;
mod messages;
mod output;
mod progress;
mod run;
mod usage;
mod values;
mod workers;

use std::ffi::OsString;
use std::process::ExitCode;

use flags::{Flags, Subcommand};
use messages::{Colour, Messages};
use wasi2native::error::{Kind, Result};

/// Exit status when a program cannot be compiled.
const FAILED: u8 = 1;
/// Exit status when the command line makes no sense.
const MISUSED: u8 = 2;

/// Does what the arguments say.
pub fn main(arguments: impl Iterator<Item = OsString>) -> ExitCode {
    let arguments: Vec<OsString> = arguments.collect();
    let (messages, result) = match usage::parse(&arguments) {
        usage::Parsed::Flags(flags) => {
            let messages = Messages::new(flags.colour());
            (messages, crash::contain(|| dispatch(*flags, messages)))
        }
        usage::Parsed::Shown => return ExitCode::SUCCESS,
        usage::Parsed::Wrong(error) => (Messages::new(Colour::Auto), Err(error)),
    };
    match result {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            messages.error(&error);
            ExitCode::from(if error.kind() == Kind::Usage { MISUSED } else { FAILED })
        }
    }
}

fn dispatch(flags: Flags, messages: Messages) -> Result<()> {
    match flags.subcommand {
        None => compile::compile(&flags.compile, messages),
        Some(Subcommand::Inspect(flags)) => inspect::inspect(&flags.file),
        Some(Subcommand::Run(flags)) => match run::run(&flags, messages)? {},
        Some(Subcommand::Completions(flags)) => manual::completions(flags.shell),
        Some(Subcommand::Man(flags)) => manual::page(flags.subcommand.as_deref()),
    }
}
