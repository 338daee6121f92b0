//! Scripts of our own, each on every CPU level and with both ways to keep
//! accesses inside memories: mostly what the fuzzer found, made small.

use std::fs;
use std::path::PathBuf;
use std::process::ExitCode;

use libtest_mimic::{Arguments, Failed, Trial};
use tests::wast;
use tests::workspace::{files_below, root};
use wasi2native::options::{BoundsChecks, Cpu, Options};
use wasi2native_runtime_support::abi::cpu::Level;

fn main() -> ExitCode {
    wast::prepare_threads();
    let folder = root().join("tests/wast");
    let mut trials = Vec::new();
    for file in files_below(&folder) {
        if file.extension().is_some_and(|extension| extension == "wast") {
            let name = file.display().to_string();
            let path = folder.join(&file);
            trials.push(Trial::test(name.clone(), move || test(&name, &path)));
        }
    }
    libtest_mimic::run(&Arguments::from_args(), trials).exit_code()
}

fn test(name: &str, path: &PathBuf) -> Result<(), Failed> {
    let text = fs::read_to_string(path)?;
    for level in [Level::V1, Level::V2, Level::V3] {
        for bounds_checks in [BoundsChecks::Guarded, BoundsChecks::Explicit] {
            let options = Options { cpu: Cpu::Level(level), bounds_checks, ..Options::default() };
            let report = wast::run(name, &text, &options);
            if report.counts().failed > 0 {
                let failures = report.first_failures(20);
                return Err(Failed::from(format!("{level:?}, {bounds_checks:?}:\n{failures}")));
            }
        }
    }
    Ok(())
}
