//! Our own scripts in `tests/wast`, as native code on every CPU level that this
//! machine has, with every way of checking bounds; a test is a script with
//! options.

use std::fs;
use std::path::Path;
use std::process::ExitCode;

use libtest_mimic::{Arguments, Failed, Trial};
use tests::wast;
use tests::workspace::{files_below, root};
use wasi2native::options::{BoundsChecks, Cpu, Optimize, Options};
use wasi2native_runtime_support::abi::cpu::Level;

fn main() -> ExitCode {
    wast::prepare_threads();
    let folder = root().join("tests/wast");
    let mut trials = Vec::new();
    for file in files_below(&folder) {
        for (variant, options) in variants() {
            let path = folder.join(&file);
            let name = format!("{} {variant}", file.display());
            trials.push(Trial::test(name, move || test(&path, &options)));
        }
    }
    libtest_mimic::run(&Arguments::from_args(), trials).exit_code()
}

/// Those of the CPU's levels come first, from the oldest.
fn variants() -> Vec<(&'static str, Options)> {
    let at = |level| Options { cpu: Cpu::Level(level), ..Options::default() };
    let native = Cpu::Native.features();
    let levels = [
        ("x86-64", Level::V1),
        ("x86-64-v2", Level::V2),
        ("x86-64-v3", Level::V3),
        ("x86-64-v4", Level::V4),
    ];
    let mut variants: Vec<_> = levels
        .into_iter()
        .map(|(name, level)| (name, at(level)))
        .filter(|(_, options)| options.cpu.features().iter().all(|f| native.contains(f)))
        .collect();
    let explicit = Options { bounds_checks: BoundsChecks::Explicit, ..Options::default() };
    variants.push(("explicit", explicit));
    variants.push(("-O0", Options { optimize: Optimize::None, ..Options::default() }));
    variants
}

fn test(path: &Path, options: &Options) -> Result<(), Failed> {
    let text = fs::read_to_string(path)?;
    let report = wast::run(&path.display().to_string(), &text, options);
    let counts = report.counts();
    // What was skipped would not be missed.
    if counts.failed == 0 && counts.skipped == 0 {
        return Ok(());
    }
    Err(Failed::from(format!("{counts}\n{}", report.first_failures(20))))
}
