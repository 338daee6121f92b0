//! The list of expected failures: one line each, `script lines: reason`.
//!
//! `script` is the end of a script's path. `lines` is a line, a range of lines
//! (all its assertions fail), or `*` (some assertion of the script fails).
//! Empty lines and lines that begin with `#` are comments.

use super::report::{Outcome, Report};

/// Failures that are known, with reasons.
#[derive(Debug, Default)]
pub struct ExpectedFailures {
    entries: Vec<Entry>,
}

#[derive(Debug)]
struct Entry {
    script: String,
    lines: Lines,
    reason: String,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Lines {
    All,
    Range(usize, usize),
}

impl ExpectedFailures {
    /// Reads a list.
    ///
    /// # Errors
    /// The first line that is none.
    pub fn read(text: &str) -> Result<ExpectedFailures, String> {
        let lines = text.lines().enumerate();
        let entries = lines.filter(|(_, line)| !line.trim().is_empty() && !line.starts_with('#'));
        let entries = entries.map(|(number, line)| {
            Entry::read(line).ok_or_else(|| {
                format!("line {} is not `script lines: reason`: `{line}`", number + 1)
            })
        });
        Ok(ExpectedFailures { entries: entries.collect::<Result<_, _>>()? })
    }

    /// Holds a report against the list: an expected failure counts as skipped,
    /// and what is listed but passes becomes a failure.
    pub fn apply(&self, report: &mut Report) {
        for entry in &self.entries {
            if entry.names(&report.name) {
                entry.apply(report);
            }
        }
    }

    /// Entries that name none of these scripts.
    pub fn unused<'a>(&'a self, scripts: &[String]) -> Vec<&'a str> {
        let unused = self.entries.iter().filter(|entry| !scripts.iter().any(|s| entry.names(s)));
        unused.map(|entry| entry.script.as_str()).collect()
    }
}

impl Entry {
    fn read(line: &str) -> Option<Entry> {
        let (place, reason) = line.split_once(':')?;
        let (script, lines) = place.split_once(' ')?;
        let lines = match lines.trim() {
            "*" => Lines::All,
            range => {
                let (first, last) = range.split_once('-').unwrap_or((range, range));
                Lines::Range(first.parse().ok()?, last.parse().ok()?)
            }
        };
        let (script, reason) = (script.to_owned(), reason.trim().to_owned());
        (!reason.is_empty()).then_some(Entry { script, lines, reason })
    }

    fn names(&self, script: &str) -> bool {
        script.strip_suffix(&self.script).is_some_and(|rest| rest.is_empty() || rest.ends_with('/'))
    }

    fn apply(&self, report: &mut Report) {
        let mut failures = 0;
        for verdict in &mut report.verdicts {
            let listed = match self.lines {
                Lines::All => true,
                Lines::Range(first, last) => (first..=last).contains(&verdict.line),
            };
            match &verdict.outcome {
                Outcome::Failed(_) if listed => {
                    failures += 1;
                    let reason = format!("expected failure: {}", self.reason);
                    verdict.outcome = Outcome::Skipped(reason);
                }
                Outcome::Passed if listed && verdict.assertion && self.lines != Lines::All => {
                    verdict.outcome = Outcome::Failed(self.passes());
                }
                _ => {}
            }
        }
        if failures == 0 && self.lines == Lines::All {
            for verdict in &mut report.verdicts {
                if verdict.outcome == Outcome::Passed {
                    verdict.outcome = Outcome::Failed(self.passes());
                }
            }
        }
    }

    fn passes(&self) -> String {
        format!("passes, but is listed as an expected failure ({})", self.reason)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::wast::report::{Counts, Verdict};

    fn counts(list: &str, failing: &[usize]) -> Counts {
        let verdict = |line| {
            let failed = Outcome::Failed(String::new());
            let outcome = if failing.contains(&line) { failed } else { Outcome::Passed };
            Verdict { line, assertion: true, outcome }
        };
        let verdicts = (1..=4).map(verdict).collect();
        let mut report = Report { name: String::from("exceptions/throw.wast"), verdicts };
        ExpectedFailures::read(list).expect("the list is well-formed").apply(&mut report);
        report.counts()
    }

    #[test]
    fn listed_failures_are_skipped_and_listed_successes_fail() {
        assert_eq!(
            counts("# x\nthrow.wast 2-3: no throw", &[2, 3]).to_string(),
            "2 passed, 0 failed, 2 skipped"
        );
        assert_eq!(
            counts("throw.wast 2-3: no throw", &[2]).to_string(),
            "2 passed, 1 failed, 1 skipped"
        );
        assert_eq!(
            counts("throw.wast *: no throw", &[2]).to_string(),
            "3 passed, 0 failed, 1 skipped"
        );
        assert_eq!(counts("throw.wast *: no throw", &[]).failed, 4);
        assert_eq!(counts("row.wast *: another script", &[1]).failed, 1);
        assert!(ExpectedFailures::read("throw.wast 1:").is_err());
    }
}
