//! Runs answered cases as native code, many in one executable, and says where
//! that differs.

use tests::wast;
use tests::wast::report::Outcome;
use wasi2native::options::Options;
use wasmparser::{Operator, Parser, Payload};

use crate::case::{Answered, Ending};
use crate::reference::TABLE;
use crate::script::{Modules, script};
use crate::survey::Survey;

/// A step that ended differently.
#[derive(Clone, Debug)]
pub struct Difference {
    /// The place of the case among those that were run.
    pub case: usize,
    pub step: usize,
    pub reason: String,
}

/// How many memories and tables a chunk of cases may have: an executable has
/// room for so many images.
const MOST_IMAGES: usize = 50;

/// Runs cases with the compiler's `options`; the first difference of each.
pub fn compare(cases: &[Answered], options: &Options) -> Vec<Difference> {
    let mut differences = Vec::new();
    let mut start = 0;
    while start < cases.len() {
        let mut images = 0;
        let fitting = cases[start..].iter().take_while(|case| {
            images += self::images(case);
            images <= MOST_IMAGES
        });
        let end = start + fitting.count().max(1);
        let found = compare_in_one(&cases[start..end], options).into_iter();
        differences.extend(found.map(|found| Difference { case: start + found.case, ..found }));
        start = end;
    }
    differences
}

/// Whether there is an instruction that adds products of bytes: where the second operand
/// has more than seven bits, the reference's deterministic result wraps, or is the sum of
/// four; ours is what the formal definition says, which saturates at 16 bits.
fn has_relaxed_dot(case: &Answered) -> bool {
    case.case.modules.iter().any(|bytes| {
        let payloads = Parser::new(0).parse_all(bytes).filter_map(Result::ok);
        let bodies = payloads.filter_map(|payload| match payload {
            Payload::CodeSectionEntry(body) => body.get_operators_reader().ok(),
            _ => None,
        });
        bodies.flat_map(|body| body.into_iter().filter_map(Result::ok)).any(|operator| {
            matches!(
                operator,
                Operator::I16x8RelaxedDotI8x16I7x16S | Operator::I32x4RelaxedDotI8x16I7x16AddS
            )
        })
    })
}

fn images(case: &Answered) -> usize {
    let surveys = case.case.modules.iter().filter_map(|bytes| Survey::of(bytes).ok());
    surveys.map(|survey| survey.defined_memories + survey.defined_tables).sum()
}

fn compare_in_one(cases: &[Answered], options: &Options) -> Vec<Difference> {
    let script = script(cases, Modules::Binary);
    let report = wast::run("fuzz", &script.text, options);
    let mut differences: Vec<Difference> = Vec::new();
    let mut ignored = usize::MAX;
    for verdict in report.verdicts {
        let (Some(place), Outcome::Failed(reason)) =
            (script.lines.get(verdict.line - 1), verdict.outcome)
        else {
            continue;
        };
        // A `register` fails only because its module did.
        let Some((case, step)) = *place else { continue };
        if case == ignored || differences.last().is_some_and(|last| last.case == case) {
            continue;
        }
        match &cases[case].endings[step] {
            // Where a table ends, ours has two messages.
            Ending::Trap(TABLE) if reason == "it traps: undefined element" => {}
            // Which of two reasons to trap comes first is open.
            Ending::Trap("unaligned atomic")
                if reason == "it traps: out of bounds memory access" => {}
            Ending::Trap("out of bounds memory access")
                if reason == "it traps: unaligned atomic" => {}
            // A feature to come.
            _ if reason.contains("is not supported yet") => ignored = case,
            // How deep calls can go is no property of the program.
            _ if reason == "it traps: call stack exhausted" => ignored = case,
            _ if has_relaxed_dot(&cases[case]) => ignored = case,
            _ => differences.push(Difference { case, step, reason }),
        }
    }
    differences
}
