//! Compares the compiler with wasmtime on random modules. See `docs/fuzzing.md`.

mod accesses;
mod allocated;
mod bodies;
mod bulk;
mod bytes;
mod calls;
mod campaign;
mod case;
mod checker;
mod components;
mod determined;
mod edges;
mod executables;
mod expression;
mod form;
mod numbers;
mod operations;
mod ours;
mod plan;
mod random;
mod reduce;
mod reference;
mod script;
mod smith;
mod survey;

use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Parser, ValueEnum};

/// Runs random modules in this compiler and in wasmtime, and compares
#[derive(Parser)]
pub struct Arguments {
    /// What to run
    #[arg(long, default_value = "smith")]
    mode: Mode,
    /// The first seed
    #[arg(long, default_value_t = 0)]
    seed: u64,
    /// How many seeds; without it and `--seconds`, one
    #[arg(long)]
    count: Option<u64>,
    /// Go on for so much CPU time
    #[arg(long)]
    seconds: Option<u64>,
    /// Run the seeds of a file: lines of a mode and a seed
    #[arg(long, value_name = "FILE")]
    seeds: Option<PathBuf>,
    /// Seeds in one executable
    #[arg(long, default_value_t = 50)]
    batch: u64,
    /// The CPU level, instead of all in turn
    #[arg(long)]
    cpu: Option<Cpu>,
    /// How accesses are kept inside memories, instead of both in turn
    #[arg(long)]
    bounds: Option<Bounds>,
    /// How much the compiler optimises, instead of all levels in turn
    #[arg(long)]
    optimize: Option<Level>,
    /// Where to write findings
    #[arg(long, value_name = "FOLDER", default_value = "target/fuzz-findings")]
    save: PathBuf,
    /// Write every case, also those without a difference
    #[arg(long)]
    keep: bool,
    /// Make findings small
    #[arg(long)]
    reduce: bool,
    /// Also modules with objects of the garbage collector
    #[arg(long)]
    gc: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, ValueEnum)]
enum Mode {
    /// Modules of `wasm-smith`
    Smith,
    /// Accesses around the ends of memories
    Edges,
    /// Calls by every kind of reference
    Calls,
    /// Straight code that computes
    Numbers,
    /// The compiler alone, on bytes that need not be a module
    Bytes,
    /// Executables with random rights, also damaged ones
    Executables,
    /// Values between components, also wrong ones
    Components,
    /// All of them in turn
    All,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Cpu {
    #[value(name = "x86-64")]
    V1,
    #[value(name = "x86-64-v2")]
    V2,
    #[value(name = "x86-64-v3")]
    V3,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Bounds {
    Guarded,
    Explicit,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Level {
    #[value(name = "0")]
    O0,
    #[value(name = "1")]
    O1,
    #[value(name = "2")]
    O2,
    #[value(name = "s")]
    Os,
}

fn main() -> ExitCode {
    tests::wast::prepare_threads();
    // Where something panics is a finding's first line, or the reference's own.
    std::panic::set_hook(Box::new(|info| println!("{info}")));
    match campaign::run(&Arguments::parse()) {
        Ok(0) => ExitCode::SUCCESS,
        Ok(_) => ExitCode::from(1),
        Err(error) => {
            eprintln!("fuzz: {error}");
            ExitCode::from(2)
        }
    }
}
