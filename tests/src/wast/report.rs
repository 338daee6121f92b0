//! What became of a script's assertions, and how it is told.

use std::fmt;
use std::ops::AddAssign;

/// The verdicts of one script, in the order of the script.
#[derive(Debug)]
pub struct Report {
    pub name: String,
    pub verdicts: Vec<Verdict>,
}

#[derive(Debug)]
pub struct Verdict {
    pub line: usize,
    /// Whether it is an assertion; of other directives only failures count.
    pub assertion: bool,
    pub outcome: Outcome,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome {
    Passed,
    Failed(String),
    Skipped(String),
}

impl Verdict {
    pub fn failed(&self) -> bool {
        matches!(self.outcome, Outcome::Failed(_))
    }
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    pub passed: usize,
    pub failed: usize,
    pub skipped: usize,
}

impl Report {
    pub fn counts(&self) -> Counts {
        let mut counts = Counts::default();
        for verdict in &self.verdicts {
            match (&verdict.outcome, verdict.assertion) {
                (Outcome::Failed(_), _) => counts.failed += 1,
                (Outcome::Passed, true) => counts.passed += 1,
                (Outcome::Skipped(_), true) => counts.skipped += 1,
                (_, false) => {}
            }
        }
        counts
    }

    /// The first failures, one line each.
    pub fn first_failures(&self, shown: usize) -> String {
        let failures = self.verdicts.iter().filter(|verdict| verdict.failed());
        let mut text = String::new();
        for verdict in failures.clone().take(shown) {
            if let Outcome::Failed(reason) = &verdict.outcome {
                text += &format!("  line {}: {reason}\n", verdict.line);
            }
        }
        let rest = failures.count().saturating_sub(shown);
        if rest > 0 {
            text += &format!("  and {rest} more\n");
        }
        text
    }
}

impl AddAssign for Counts {
    fn add_assign(&mut self, other: Counts) {
        self.passed += other.passed;
        self.failed += other.failed;
        self.skipped += other.skipped;
    }
}

impl fmt::Display for Counts {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} passed, {} failed, {} skipped", self.passed, self.failed, self.skipped)
    }
}
