//! Runs scripts of the specification's tests (`.wast`) as native code.
//!
//! All modules of a script become one program of several instances, linked to
//! each other at compile time as any program of several instances is; one
//! executable runs every assertion, in order.

pub mod expected;
pub mod report;

mod component_value;
mod components;
mod driver;
mod features;
mod grown;
mod legacy;
mod link;
mod script;
mod value;
mod variants;

use std::collections::{BTreeMap, BTreeSet};
use std::panic::catch_unwind;
use std::time::Duration;

use wasi2native::error::{Error, Kind};
use wasi2native::options::{Emit, Options};
use wasi2native::report::Silent;
use wasi2native_runtime_support::Flavour;
use wasmparser::WasmFeatures;

pub use variants::variants;

use driver::Threads;
use features::Header;
use link::Linked;
use report::{Outcome, Report, Verdict};
use script::{Script, Source};

/// How long the executable of one script may run.
const TIME_LIMIT: Duration = Duration::from_secs(120);

/// The same where threads may wait for each other in vain. All answers are lost then.
const WAITING_LIMIT: Duration = Duration::from_secs(5);

/// Runs a script; every assertion gets a verdict.
pub fn run(name: &str, text: &str, options: &Options) -> Report {
    let header = Header::read(text);
    let options = &header.apply(options);
    let verdicts = match script::read(text) {
        Err(reason) => unreadable(text, &reason),
        Ok(script) => match header.missing() {
            Some(feature) => skipped(&script, feature),
            // A panic of the compiler is a bug that one script shall tell of.
            None => catch_unwind(|| {
                let valid = features::valid_in(name).difference(header.absent());
                run_script(name, &script, valid, options)
            })
            .unwrap_or_else(|_| {
                give_up(&script, &Error::internal("the compiler or the harness panics"))
            }),
        },
    };
    Report { name: name.to_owned(), verdicts }
}

/// Gives the compiler's threads large stacks: it recurses over what it compiles.
/// To be called before anything runs.
pub fn prepare_threads() {
    // Fails only if the threads run already.
    let _ = rayon::ThreadPoolBuilder::new().stack_size(64 << 20).build_global();
}

fn run_script(name: &str, script: &Script, valid: WasmFeatures, options: &Options) -> Vec<Verdict> {
    let mut modules = script.parse_modules(valid);
    if script.has_components() {
        return components::run(script, &modules, options);
    }
    let mut excluded = Excluded::new();
    let mut probed = BTreeSet::new();
    loop {
        let linked = link::link(script, &modules, &excluded, script.directives.len(), options);
        if let Some(&place) = linked.unlinked.iter().find(|place| !probed.contains(*place)) {
            drop(linked);
            probed.insert(place);
            grown::relax(name, script, &mut modules, place, valid, options);
            continue;
        }
        // A module that cannot be compiled must not take the rest of the
        // script down: the program is built again without it.
        match linked.build(options) {
            Ok((executable, checks)) => {
                let (threads, limit) = match script.has_threads() {
                    true => (Threads::InTurn, WAITING_LIMIT),
                    false => (Threads::None, TIME_LIMIT),
                };
                return driver::run(&executable, &checks, threads, limit);
            }
            Err(error) => {
                let build = |end: usize| {
                    let linked = link::link(script, &modules, &excluded, end, options);
                    can_build(linked, &error, options)
                };
                match first_failing(script.directives.len(), build) {
                    Some((place, error)) => {
                        excluded.insert(place, Source::Refused(error.to_string()))
                    }
                    None => return give_up(script, &error),
                };
            }
        }
    }
}

/// Directives whose modules cannot be compiled, and why.
type Excluded = BTreeMap<usize, Source<'static>>;

/// Finds the first directive with which building fails: programs of the first
/// `end` directives build below some `end`, and fail from there on.
fn first_failing(
    count: usize,
    build: impl Fn(usize) -> Result<(), Error>,
) -> Option<(usize, Error)> {
    // The first `good` directives build, the first `bad` ones do not.
    let (mut good, mut bad) = (0, count);
    let mut error = build(bad).err()?;
    build(good).ok()?;
    while bad - good > 1 {
        let middle = good.midpoint(bad);
        match build(middle) {
            Ok(()) => good = middle,
            Err(middle_error) => (bad, error) = (middle, middle_error),
        }
    }
    Some((bad - 1, error))
}

/// Whether a program builds. What is unsupported shows without code generation.
fn can_build(linked: Linked<'_>, error: &Error, options: &Options) -> Result<(), Error> {
    let mut options = options.clone();
    if error.kind() == Kind::Unsupported {
        options.emit = Emit::Clif;
    }
    linked.build(&options).map(drop)
}

impl<'a> Linked<'a> {
    /// Compiles the program.
    fn build(self, options: &Options) -> Result<(Vec<u8>, Vec<link::Check<'a>>), Error> {
        if self.calls == 0 {
            return Ok((Vec::new(), self.checks));
        }
        let program = self.builder.finish();
        let executable = wasi2native::build(&program, options, Flavour::Script, &Silent)?;
        Ok((executable, self.checks))
    }
}

fn give_up(script: &Script, error: &Error) -> Vec<Verdict> {
    let reason = format!("the script's program cannot be built: {error}");
    every_assertion(script, |_| Outcome::Failed(reason.clone()))
}

fn skipped(script: &Script, feature: &str) -> Vec<Verdict> {
    every_assertion(script, |_| Outcome::Skipped(format!("needs the feature `{feature}`")))
}

fn every_assertion(script: &Script, outcome: impl Fn(usize) -> Outcome) -> Vec<Verdict> {
    let assertions = script.directives.iter().filter(|directive| directive.assertion);
    let verdict = |line| Verdict { line, assertion: true, outcome: outcome(line) };
    assertions.map(|directive| verdict(directive.line)).collect()
}

/// Counts what looks like an assertion, so that none is lost.
fn unreadable(text: &str, reason: &str) -> Vec<Verdict> {
    let verdict = |(line, _)| Verdict {
        line: line + 1,
        assertion: true,
        outcome: Outcome::Failed(format!("the script cannot be read: {reason}")),
    };
    let mut verdicts: Vec<Verdict> = text
        .lines()
        .enumerate()
        .filter(|(_, line)| line.trim_start().starts_with("(assert_"))
        .map(verdict)
        .collect();
    if verdicts.is_empty() {
        verdicts.push(verdict((0, "")));
    }
    verdicts
}
