//! Seeds in, findings out: batches of cases in one executable each, and every
//! case that differs once more alone.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::time::{Duration, Instant};

use crate::bytes::{self, Sources};
use crate::case::{Answered, Case, Ending, Floats, Step};
use crate::form::{BLOCK, Form};
use crate::ours::{self, Difference};
use crate::reference::{Reference, Unknown};
use crate::script::{Modules, script};
use crate::smith::Extras;
use crate::{Arguments, Mode, calls, components, edges, executables, numbers, plan, reduce};

/// What was done, in numbers.
#[derive(Default)]
struct Counts {
    seeds: u64,
    cases: u64,
    modules: u64,
    calls: u64,
    /// How calls ended in the reference engine.
    endings: BTreeMap<&'static str, u64>,
    /// How calls between components ended in the reference engine.
    components: BTreeMap<&'static str, u64>,
    /// How the compiler took bytes that need not be a module.
    compiled: BTreeMap<&'static str, u64>,
    /// Cases that could not be compared, by reason.
    dropped: BTreeMap<String, u64>,
    findings: u64,
    /// What each mode took, with the executables that it ran.
    time: BTreeMap<Mode, Duration>,
}

/// Runs what the arguments say.
///
/// # Errors
/// The reference engine or the files of the findings.
pub fn run(arguments: &Arguments) -> Result<u64, Box<dyn std::error::Error>> {
    let mut campaign = Campaign {
        arguments,
        reference: Reference::new()?,
        components: components::Reference::new()?,
        sources: Sources::read(),
        counts: Counts::default(),
    };
    if let Some(file) = &arguments.seeds {
        for line in fs::read_to_string(file)?.lines() {
            let line = line.split('#').next().unwrap_or_default().trim();
            if line.is_empty() {
                continue;
            }
            let (mode, seed) = line.split_once(' ').ok_or("a line is a mode and a seed")?;
            let mode = <Mode as clap::ValueEnum>::from_str(mode, false)?;
            let seed: u64 = seed.trim().parse()?;
            campaign.batch(mode, seed..seed + 1)?;
        }
        campaign.tell();
        return Ok(campaign.counts.findings);
    }
    let mut seed = arguments.seed;
    let end = match (arguments.count, arguments.seconds) {
        (Some(count), _) => seed + count,
        (None, Some(_)) => u64::MAX,
        (None, None) => seed + 1,
    };
    let mut told = Instant::now();
    let limit = arguments.seconds.map(Duration::from_secs);
    while seed < end && limit.is_none_or(|limit| cpu_time() < limit) {
        // A batch has one configuration, which its seeds' numbers say.
        let next = (seed / BLOCK + 1) * BLOCK;
        let next = next.min(seed.saturating_add(arguments.batch)).min(end);
        let modes: &[Mode] = match arguments.mode {
            Mode::All => &[
                Mode::Smith,
                Mode::Edges,
                Mode::Numbers,
                Mode::Calls,
                Mode::Bytes,
                Mode::Executables,
                Mode::Components,
            ],
            ref one => std::slice::from_ref(one),
        };
        for &mode in modes {
            let before = cpu_time();
            campaign.batch(mode, seed..next)?;
            *campaign.counts.time.entry(mode).or_default() += cpu_time().saturating_sub(before);
        }
        seed = next;
        if told.elapsed() > Duration::from_secs(60) {
            told = Instant::now();
            campaign.tell();
        }
    }
    campaign.tell();
    Ok(campaign.counts.findings)
}

struct Campaign<'a> {
    arguments: &'a Arguments,
    reference: Reference,
    components: components::Reference,
    sources: Sources,
    counts: Counts,
}

impl Campaign<'_> {
    fn batch(
        &mut self,
        mode: Mode,
        seeds: std::ops::Range<u64>,
    ) -> Result<(), Box<dyn std::error::Error>> {
        match mode {
            Mode::Bytes => return Ok(self.compile(seeds)?),
            Mode::Executables => return Ok(self.make_executables(seeds)?),
            Mode::Components => return Ok(self.call_components(seeds)?),
            _ => {}
        }
        let natural = Form::of(seeds.start);
        let form = natural.changed(self.arguments);
        // The reference engine computes with its deterministic mode.
        let extras = Extras {
            relaxed_simd: natural.floats == Floats::ByEngine,
            floats: natural.floats,
            gc: self.arguments.gc,
        };
        let mut cases = Vec::new();
        for seed in seeds {
            self.counts.seeds += 1;
            let case = match mode {
                Mode::Smith => plan::smith(seed, extras),
                Mode::Edges => Some(edges::edges(seed)),
                Mode::Calls => calls::calls(seed, natural.floats),
                Mode::Numbers => numbers::numbers(seed, extras),
                Mode::Bytes | Mode::Executables | Mode::Components | Mode::All => {
                    unreachable!("these run no batches")
                }
            };
            let Some(case) = case else {
                *self.counts.dropped.entry(String::from("nothing to run")).or_default() += 1;
                continue;
            };
            match self.reference.answer(case) {
                Ok(answered) => {
                    self.count(&answered);
                    if self.arguments.keep {
                        self.write(&name(mode, seed), std::slice::from_ref(&answered))?;
                    }
                    cases.push(answered);
                }
                Err(unknown) => {
                    let (Unknown::Refused(reason) | Unknown::Dropped(reason)) = unknown;
                    *self.counts.dropped.entry(reason).or_default() += 1;
                }
            }
        }
        let options = form.options();
        for in_batch in ours::compare(&cases, &options) {
            let alone = std::slice::from_ref(&cases[in_batch.case]);
            match ours::compare(alone, &options).first() {
                Some(difference) => self.finding(mode, form, alone, difference)?,
                None => {
                    let seed = alone[0].case.seed;
                    println!("FINDING {mode:?} {seed} only in its batch: {}", in_batch.reason);
                    self.counts.findings += 1;
                }
            }
        }
        Ok(())
    }

    /// Compiles bytes that need not be a module.
    fn compile(&mut self, seeds: std::ops::Range<u64>) -> Result<(), std::io::Error> {
        for seed in seeds {
            self.counts.seeds += 1;
            let bytes = self.sources.bytes(seed);
            match bytes::compile(seed, &bytes) {
                Ok(ending) => *self.counts.compiled.entry(ending).or_default() += 1,
                Err(reason) => {
                    self.counts.findings += 1;
                    println!("FINDING bytes-{seed}: {reason}");
                    let folder: &Path = &self.arguments.save;
                    fs::create_dir_all(folder)?;
                    fs::write(folder.join(format!("bytes-{seed}.wasm")), bytes)?;
                }
            }
        }
        Ok(())
    }

    /// Makes executables with random rights, and damages them.
    fn make_executables(&mut self, seeds: std::ops::Range<u64>) -> Result<(), std::io::Error> {
        let module = executables::module()?;
        let folder = self.arguments.save.join("executables");
        fs::create_dir_all(&folder)?;
        // They are run in it.
        let folder = folder.canonicalize()?;
        for seed in seeds {
            self.counts.seeds += 1;
            match executables::check(seed, &module, &folder) {
                Ok(ending) => *self.counts.compiled.entry(ending).or_default() += 1,
                Err(reason) => {
                    self.counts.findings += 1;
                    println!("FINDING executables {seed}: {reason}");
                }
            }
        }
        Ok(())
    }

    /// Calls from one component to another.
    fn call_components(&mut self, seeds: std::ops::Range<u64>) -> Result<(), std::io::Error> {
        let options = Form::of(seeds.start).changed(self.arguments).options();
        let mut cases = Vec::new();
        for seed in seeds {
            self.counts.seeds += 1;
            match self.components.case(seed) {
                Ok(case) => {
                    *self.counts.components.entry(case.ending()).or_default() += 1;
                    cases.push(case);
                }
                Err(error) => {
                    *self.counts.dropped.entry(format!("{error:#}")).or_default() += 1;
                }
            }
        }
        for (case, reason) in components::compare(&cases, &options) {
            self.counts.findings += 1;
            println!("FINDING components {}: {reason}", case.seed);
            let folder: &Path = &self.arguments.save;
            fs::create_dir_all(folder)?;
            fs::write(folder.join(format!("components-{}.wast", case.seed)), case.script())?;
        }
        Ok(())
    }

    fn finding(
        &mut self,
        mode: Mode,
        form: Form,
        case: &[Answered],
        difference: &Difference,
    ) -> Result<(), std::io::Error> {
        self.counts.findings += 1;
        let seed = case[0].case.seed;
        let name = name(mode, seed);
        println!("FINDING {name} {form:?}: {}", explain(&case[0], difference));
        self.write(&name, case)?;
        if self.arguments.reduce {
            let reduced = self.reduce(form, &case[0].case, &difference.reason);
            self.write(&format!("{name}.reduced"), &[reduced])?;
        }
        Ok(())
    }

    /// Keeps a case as a script that people can read.
    fn write(&self, name: &str, case: &[Answered]) -> Result<(), std::io::Error> {
        let folder: &Path = &self.arguments.save;
        fs::create_dir_all(folder)?;
        fs::write(folder.join(format!("{name}.wast")), script(case, Modules::Text).text)
    }

    /// A smaller case that differs in the same way.
    fn reduce(&self, form: Form, case: &Case, reason: &str) -> Answered {
        let options = form.options();
        let differs = |case: &Case| {
            let Ok(answered) = self.reference.answer(case.clone()) else { return false };
            let differences = ours::compare(&[answered], &options);
            differences.first().is_some_and(|found| kind(&found.reason) == kind(reason))
        };
        let reduced = reduce::reduce(case.clone(), differs);
        self.reference.answer(reduced).expect("the reducer ran it already")
    }

    fn count(&mut self, answered: &Answered) {
        self.counts.cases += 1;
        self.counts.modules += answered.case.modules.len() as u64;
        let count = answered.case.modules.len() / 2;
        for (step, ending) in answered.case.steps.iter().zip(&answered.endings) {
            let Step::Call { module, .. } = step else { continue };
            if count > 0 && *module >= count {
                continue;
            }
            self.counts.calls += 1;
            let ending = match ending {
                Ending::Results(_) => "returned",
                Ending::Trap(message) => message,
                Ending::Exception => "threw",
            };
            *self.counts.endings.entry(ending).or_default() += 1;
        }
    }

    fn tell(&self) {
        let counts = &self.counts;
        println!(
            "{} s of CPU time: {} seeds, {} cases of {} modules, {} calls, {} findings",
            cpu_time().as_secs(),
            counts.seeds,
            counts.cases,
            counts.modules,
            counts.calls,
            counts.findings
        );
        let seconds: Vec<_> =
            counts.time.iter().map(|(mode, time)| format!("{mode:?} {}", time.as_secs())).collect();
        println!("  seconds: {}", seconds.join(", "));
        println!("  calls: {:?}", counts.endings);
        println!("  components: {:?}", counts.components);
        println!("  bytes: {:?}", counts.compiled);
        println!("  dropped: {:?}", counts.dropped);
    }
}

/// Of this process and of those that it has waited for. proc_pid_stat(5): the fields
/// from `utime` to `cstime`, in ticks, of which there are 100 in a second.
fn cpu_time() -> Duration {
    let text = fs::read_to_string("/proc/self/stat").unwrap_or_default();
    // The name of the program, in parentheses, may contain anything.
    let fields = text.rsplit(')').next().unwrap_or_default().split_whitespace();
    let ticks: u64 = fields.skip(11).take(4).filter_map(|field| field.parse::<u64>().ok()).sum();
    Duration::from_millis(10 * ticks)
}

fn explain(answered: &Answered, difference: &Difference) -> String {
    let (step, ending) =
        (&answered.case.steps[difference.step], &answered.endings[difference.step]);
    format!("{step:?}\n  expected {ending:?}\n  {}", difference.reason)
}

/// A reason without the numbers in it.
fn kind(reason: &str) -> &str {
    reason.split(|character: char| character.is_ascii_digit()).next().unwrap_or_default()
}

fn name(mode: Mode, seed: u64) -> String {
    format!("{}-{seed}", format!("{mode:?}").to_lowercase())
}
