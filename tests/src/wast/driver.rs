//! Drives the executable of a script: sends it every call, and judges the
//! answers.
//!
//! A request is `{entry: u32, count: u32}` and `count` values of 16 bytes; a
//! reply is `{status: u32, count: u32}` and `count` values, the results first.
//! Status 0 is a return, a greater one the number of a trap plus one. All
//! little-endian.

use std::io::Write;
use std::os::unix::fs::PermissionsExt;
use std::process::Command;
use std::time::Duration;

use cranelift_codegen::entity::EntityRef;
use wasi2native_runtime_support::abi::traps::Trap;

use super::link::{Call, Check, DecidedBy, Ending};
use super::report::{Outcome, Verdict};
use super::value::Expected;
use crate::process;

/// How a script's threads run.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Threads {
    /// It has none but the first.
    None,
    /// One after the other, so that one may wait forever for the next.
    InTurn,
}

/// Runs the calls of all checks, in order, in one process.
pub fn run(
    executable: &[u8],
    checks: &[Check<'_>],
    threads: Threads,
    limit: Duration,
) -> Vec<Verdict> {
    let calls = checks.iter().filter_map(|check| match &check.decided_by {
        DecidedBy::Call(call) => Some(call),
        DecidedBy::Now(_) => None,
    });
    let requests: Vec<u8> = calls.flat_map(encode).collect();
    let answers = if requests.is_empty() {
        Ok(Answers { bytes: Vec::new(), ending: String::new(), timed_out: false })
    } else {
        execute(executable, &requests, limit)
    };
    let waits_forever =
        threads == Threads::InTurn && answers.as_ref().is_ok_and(|answers| answers.timed_out);
    let mut answers = match &answers {
        Ok(answers) => Replies { rest: &answers.bytes, ending: answers.ending.clone() },
        Err(error) => Replies { rest: &[], ending: format!("could not be started: {error}") },
    };
    let judge = |check: &Check<'_>| match &check.decided_by {
        DecidedBy::Now(outcome) => check.verdict(outcome.clone()),
        DecidedBy::Call(call) => check.verdict(match answers.next() {
            Some(reply) => judge(&reply, call),
            None if waits_forever => Outcome::Skipped(String::from(
                "a thread waits for another, but here they run one after the other",
            )),
            None => Outcome::Failed(format!("no answer: the executable {}", answers.ending)),
        }),
    };
    checks.iter().map(judge).collect()
}

fn encode(call: &Call<'_>) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(8 + 16 * call.arguments.len());
    bytes.extend((call.entry.index() as u32).to_le_bytes());
    bytes.extend((call.arguments.len() as u32).to_le_bytes());
    for value in call.arguments {
        bytes.extend(value.0.to_le_bytes());
    }
    bytes
}

struct Answers {
    bytes: Vec<u8>,
    /// How the process ended.
    ending: String,
    timed_out: bool,
}

fn execute(executable: &[u8], requests: &[u8], limit: Duration) -> std::io::Result<Answers> {
    let mut file = tempfile::Builder::new().prefix("script-").tempfile()?;
    file.write_all(executable)?;
    file.as_file().set_permissions(std::fs::Permissions::from_mode(0o700))?;
    // A file that is open for writing cannot be executed.
    let path = file.into_temp_path();
    let finished = process::run(&mut Command::new(&path), requests, limit)?;
    let stderr = finished.stderr_text();
    let mut ending = finished.ending();
    if let Some(line) = stderr.lines().next() {
        ending = format!("{ending}: {line}");
    }
    Ok(Answers { bytes: finished.stdout, ending, timed_out: finished.timed_out })
}

struct Reply {
    status: u32,
    values: Vec<u128>,
}

struct Replies<'a> {
    rest: &'a [u8],
    ending: String,
}

impl Iterator for Replies<'_> {
    type Item = Reply;

    fn next(&mut self) -> Option<Reply> {
        let mut rest = self.rest;
        let mut word = || {
            let (word, tail) = rest.split_first_chunk()?;
            rest = tail;
            Some(u32::from_le_bytes(*word))
        };
        let (status, count) = (word()?, word()?);
        let mut values = Vec::new();
        for _ in 0..count {
            let (value, tail) = rest.split_first_chunk()?;
            rest = tail;
            values.push(u128::from_le_bytes(*value));
        }
        self.rest = rest;
        Some(Reply { status, values })
    }
}

fn judge(reply: &Reply, call: &Call<'_>) -> Outcome {
    let problem = match (trap(reply), call.expected) {
        (Some(Ok(Trap::UncaughtException)), Ending::Exception) => None,
        (Some(Ok(trap)), Ending::Trap(message)) if agree(trap.message(), message) => None,
        (Some(Ok(trap)), _) => Some(format!("it traps: {}", trap.message())),
        (Some(Err(status)), _) => Some(format!("it ends with the unknown status {status}")),
        (None, Ending::Return) => None,
        (None, Ending::Results(expected)) => match reply.values.get(..call.results) {
            Some(results) => compare(results, expected),
            None => Some(String::from("the answer lacks results")),
        },
        (None, Ending::Component(expected, result)) => match reply.values.get(..call.results) {
            Some(values) => result.compare(values, expected),
            None => Some(String::from("the answer lacks results")),
        },
        (None, Ending::Trap(message)) => Some(format!("it returns, but should trap: {message}")),
        (None, Ending::Exception) => Some(String::from("it returns, but should throw")),
    };
    problem.map_or(Outcome::Passed, Outcome::Failed)
}

fn trap(reply: &Reply) -> Option<Result<Trap, u32>> {
    let number = reply.status.checked_sub(1)?;
    let trap = u8::try_from(number).ok().and_then(Trap::from_number);
    Some(trap.ok_or(reply.status))
}

/// Scripts say more than we do (`uninitialized element 2`), or less.
fn agree(ours: &str, theirs: &str) -> bool {
    // What a null reference leads to, a script says in the words of its text.
    let null = |message: &str| message.starts_with("null") && message.ends_with("reference");
    // Which handle it was; and who read the string, a component or its host.
    let theirs = &without_number_of_handle(theirs)
        .replace("string pointer/length out of bounds of memory", "string content out-of-bounds");
    ours.starts_with(&**theirs) || theirs.starts_with(ours) || null(ours) && null(theirs)
}

fn without_number_of_handle(message: &str) -> String {
    let Some((before, behind)) = message.split_once("handle index ") else {
        return message.to_owned();
    };
    let rest = behind.trim_start_matches(|character: char| character.is_ascii_digit());
    format!("{before}handle index{rest}")
}

fn compare(actual: &[u128], expected: &[Expected]) -> Option<String> {
    if actual.len() != expected.len() {
        return Some(format!("it has {} results, not {}", actual.len(), expected.len()));
    }
    let pairs = actual.iter().zip(expected).enumerate();
    pairs.into_iter().find(|(_, (actual, expected))| !expected.matches(**actual)).map(
        |(place, (actual, expected))| {
            format!("result {place} is {actual:#x}, expected {expected:x?}")
        },
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn messages_agree_by_prefix() {
        assert!(agree("uninitialized element", "uninitialized element 2"));
        assert!(agree("out of bounds memory access", "out of bounds memory access"));
        assert!(!agree("undefined element", "uninitialized element"));
        assert!(agree("unknown handle index", "unknown handle index 5"));
        assert!(!agree("unknown handle index", "handle index 5 used with the wrong type"));
    }

    #[test]
    fn replies_end_where_the_bytes_end() {
        let mut bytes = vec![0, 0, 0, 0, 1, 0, 0, 0];
        bytes.extend(7_u128.to_le_bytes());
        bytes.extend([2, 0, 0, 0, 0, 0, 0, 0, 1]);
        let mut replies = Replies { rest: &bytes, ending: String::new() };
        let first = replies.next().expect("the first is whole");
        assert_eq!((first.status, first.values.as_slice()), (0, &[7][..]));
        assert_eq!(replies.next().expect("the second is whole").status, 2);
        assert!(replies.next().is_none());
    }
}
