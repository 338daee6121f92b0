//! The fuzzer of the sandbox; see `docs/fuzzing.md`.

use std::process::ExitCode;
use std::time::Duration;

use clap::Parser;
use sandbox::campaign::{self, End, Mode};

/// Compares the runtime's sandbox with simple models of it
#[derive(Parser)]
struct Arguments {
    /// What to run
    #[arg(long)]
    mode: Mode,
    /// The first seed
    #[arg(long, default_value_t = 0)]
    seed: u64,
    /// How many seeds
    #[arg(long, default_value_t = 1)]
    count: u64,
    /// Go on for so much CPU time, instead
    #[arg(long)]
    seconds: Option<u64>,
}

fn main() -> ExitCode {
    let arguments = Arguments::parse();
    let end = match arguments.seconds {
        Some(seconds) => End::CpuTime(Duration::from_secs(seconds)),
        None => End::Seeds(arguments.count),
    };
    match campaign::run(arguments.mode, arguments.seed, end) {
        0 => ExitCode::SUCCESS,
        _ => ExitCode::FAILURE,
    }
}
