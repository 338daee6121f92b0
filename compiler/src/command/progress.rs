//! Watches a compilation: a bar on the terminal when it takes long, a table of
//! the phases when somebody asks.

use std::fmt::Write;
use std::io::IsTerminal;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, MutexGuard, OnceLock};
use std::time::{Duration, Instant};

use indicatif::{ProgressBar, ProgressStyle};
use wasi2native::report::{Observer, Phase};

use super::messages::Messages;

/// Shorter compilations show no bar.
const PATIENCE: Duration = Duration::from_secs(1);

/// Watches one compilation.
pub struct Progress {
    messages: Messages,
    started: Instant,
    shows_bar: bool,
    bar: OnceLock<ProgressBar>,
    /// How many functions are compiled, and how many will be.
    done: AtomicUsize,
    total: AtomicUsize,
    phases: Mutex<Vec<Timing>>,
}

struct Timing {
    phase: Phase,
    started: Instant,
    time: Duration,
    functions: usize,
    bytes: usize,
}

impl Progress {
    pub fn new(messages: Messages) -> Progress {
        Progress {
            messages,
            started: Instant::now(),
            shows_bar: std::io::stderr().is_terminal(),
            bar: OnceLock::new(),
            done: AtomicUsize::new(0),
            total: AtomicUsize::new(0),
            phases: Mutex::new(Vec::new()),
        }
    }

    /// The phases in order, aligned, and the time since the beginning.
    pub fn timings(&self) -> String {
        let mut text = format!("{:<10}{:>12}{:>12}{:>14}", "phase", "time", "functions", "bytes");
        let none_as_dash = |count: usize| match count {
            0 => "-".to_owned(),
            count => count.to_string(),
        };
        for timing in self.phases().iter() {
            let (functions, bytes) = (none_as_dash(timing.functions), none_as_dash(timing.bytes));
            let (name, time) = (timing.phase.name(), milliseconds(timing.time));
            write!(text, "\n{name:<10}{time:>12}{functions:>12}{bytes:>14}")
                .expect("a string takes any text");
        }
        let total = milliseconds(self.started.elapsed());
        write!(text, "\n{:<10}{total:>12}", "total").expect("a string takes any text");
        text
    }

    fn phases(&self) -> MutexGuard<'_, Vec<Timing>> {
        self.phases.lock().expect("no code panics while it holds the lock")
    }

    fn clear(&self) {
        if let Some(bar) = self.bar.get() {
            bar.finish_and_clear();
        }
    }
}

impl Observer for Progress {
    fn begin(&self, phase: Phase, functions: usize) {
        if phase == Phase::Compile {
            self.total.store(functions, Ordering::Relaxed);
        }
        let (started, time) = (Instant::now(), Duration::ZERO);
        self.phases().push(Timing { phase, started, time, functions, bytes: 0 });
    }

    fn function_done(&self) {
        let done = self.done.fetch_add(1, Ordering::Relaxed) + 1;
        if self.shows_bar && self.started.elapsed() > PATIENCE {
            let total = self.total.load(Ordering::Relaxed);
            self.bar.get_or_init(|| bar(total)).set_position(done as u64);
        }
    }

    fn end(&self, phase: Phase, bytes: usize) {
        if phase == Phase::Compile {
            self.clear();
        }
        let mut phases = self.phases();
        if let Some(timing) = phases.iter_mut().rev().find(|timing| timing.phase == phase) {
            timing.time = timing.started.elapsed();
            timing.bytes = bytes;
        }
    }

    fn note(&self, text: &str) {
        match self.bar.get() {
            Some(bar) => bar.suspend(|| self.messages.note(text)),
            None => self.messages.note(text),
        }
    }
}

/// An error leaves the bar behind otherwise.
impl Drop for Progress {
    fn drop(&mut self) {
        self.clear();
    }
}

fn bar(functions: usize) -> ProgressBar {
    let style = ProgressStyle::with_template("compiling {bar:40} {pos} of {len} functions")
        .expect("the template is well-formed");
    ProgressBar::new(functions as u64).with_style(style)
}

fn milliseconds(time: Duration) -> String {
    format!("{:.1} ms", time.as_secs_f64() * 1e3)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::command::messages::Colour;

    #[test]
    fn the_table_has_a_row_per_phase_in_columns() {
        let progress = Progress::new(Messages::new(Colour::Never));
        progress.begin(Phase::Parse, 0);
        progress.end(Phase::Parse, 1234);
        progress.begin(Phase::Compile, 3);
        progress.function_done();
        progress.end(Phase::Compile, 56);
        let table = progress.timings();
        let lines: Vec<&str> = table.lines().collect();
        assert_eq!(lines[0], "phase             time   functions         bytes");
        assert!(
            lines[1].starts_with("parse ") && lines[1].ends_with(" ms           -          1234")
        );
        assert!(
            lines[2].starts_with("compile ") && lines[2].ends_with(" ms           3            56")
        );
        assert!(lines[3].starts_with("total ") && lines[3].ends_with(" ms"), "{table}");
    }
}
