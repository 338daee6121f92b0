//! Seeds in, findings out.

use std::time::{Duration, Instant};

use crate::paths::Endings;
use crate::{Finding, descriptors, paths};

/// What is compared with its model.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub enum Mode {
    /// Random paths in random trees
    Paths,
    /// Random calls on descriptors with random rights
    Descriptors,
}

/// Until when a campaign goes on.
#[derive(Clone, Copy, Debug)]
pub enum End {
    Seeds(u64),
    /// Of CPU time of this process.
    CpuTime(Duration),
}

/// Runs the cases of all seeds from `first` on. Returns how many differ.
pub fn run(mode: Mode, first: u64, end: End) -> u64 {
    let mut endings = Endings::new();
    let mut findings = 0;
    let mut told = Instant::now();
    let mut seed = first;
    loop {
        let enough = match end {
            End::Seeds(count) => seed - first >= count,
            End::CpuTime(time) => cpu_time() >= time,
        };
        if enough || told.elapsed() > Duration::from_secs(60) {
            told = Instant::now();
            println!(
                "{mode:?}: {} seeds, {} s of CPU time, {findings} findings, {endings:?}",
                seed - first,
                cpu_time().as_secs()
            );
        }
        if enough {
            return findings;
        }
        if let Err(finding) = case(mode, seed, &mut endings) {
            findings += 1;
            println!("FINDING {mode:?} {seed}: {finding}");
        }
        seed += 1;
    }
}

/// Runs the case of one seed.
///
/// # Errors
/// The first difference.
pub fn case(mode: Mode, seed: u64, endings: &mut Endings) -> Result<(), Finding> {
    match mode {
        Mode::Paths => paths::run(seed, endings),
        Mode::Descriptors => descriptors::run(seed, endings),
    }
}

fn cpu_time() -> Duration {
    let time = crate::sys::clocks::time(crate::sys::clocks::Clock::ProcessCpuTime);
    Duration::new(time.seconds as u64, time.nanoseconds as u32)
}
