//! Our own scripts in `tests/wast`, as native code on every CPU level that this
//! machine has, with every way of checking bounds; a test is a script with
//! options.

use std::fs;
use std::path::Path;
use std::process::ExitCode;

use libtest_mimic::{Arguments, Failed, Trial};
use tests::wast;
use tests::workspace::{files_below, root};
use wasi2native::options::Options;

fn main() -> ExitCode {
    wast::prepare_threads();
    let folder = root().join("tests/wast");
    let mut trials = Vec::new();
    for file in files_below(&folder) {
        for (variant, options) in wast::variants() {
            let path = folder.join(&file);
            let name = format!("{} {variant}", file.display());
            trials.push(Trial::test(name, move || test(&path, &options)));
        }
    }
    libtest_mimic::run(&Arguments::from_args(), trials).exit_code()
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
