//! What must be known of a function's `try` blocks before their code is
//! translated.

use rustc_hash::{FxHashMap, FxHashSet};
use wasmparser::{Operator, OperatorsReader};

use crate::error::Result;

/// See the module.
#[derive(Debug, Default)]
pub struct TrySurvey {
    /// The clauses of each legacy `try`, by its byte offset: they stand behind
    /// the code that they are for.
    pub legacy: FxHashMap<u64, LegacyTry>,
    /// Locals that are kept in the stack frame. A local in a register has
    /// another value for the handlers after each call; with thousands of calls
    /// and hundreds of locals that is too much for the register allocator.
    pub locals_in_frame: FxHashSet<u32>,
}

/// What comes after the body of a `try`.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct LegacyTry {
    /// The tag of each `catch`; `None` is `catch_all`.
    pub catches: Vec<Option<u32>>,
    /// The label of `delegate`.
    pub delegate: Option<u32>,
}

/// Calls from which exceptions are handled, times locals that change between
/// them, up to which locals are kept in registers.
const MOST_VALUES: usize = 1 << 13;

/// Reads the code of a function.
///
/// # Errors
/// None in valid code.
pub fn read(mut operators: OperatorsReader<'_>) -> Result<TrySurvey> {
    let mut legacy: FxHashMap<u64, LegacyTry> = FxHashMap::default();
    // The offsets of open blocks, and how many of them handle exceptions.
    let mut open: Vec<(u64, bool)> = Vec::new();
    let mut handling = 0;
    let mut calls = 0;
    let mut assigned: FxHashSet<u32> = FxHashSet::default();
    while !operators.eof() {
        let (operator, offset) = operators.read_with_offset()?;
        let innermost = open.last().and_then(|(innermost, _)| legacy.get_mut(innermost));
        match (operator, innermost) {
            (Operator::Try { .. }, _) => {
                legacy.insert(offset, LegacyTry::default());
                open.push((offset, true));
                handling += 1;
            }
            (Operator::TryTable { .. }, _) => {
                open.push((offset, true));
                handling += 1;
            }
            (Operator::Block { .. } | Operator::Loop { .. } | Operator::If { .. }, _) => {
                open.push((offset, false));
            }
            (Operator::Catch { tag_index }, Some(clauses)) => clauses.catches.push(Some(tag_index)),
            (Operator::CatchAll, Some(clauses)) => clauses.catches.push(None),
            (Operator::Delegate { relative_depth }, Some(clauses)) => {
                clauses.delegate = Some(relative_depth);
                open.pop();
                handling -= 1;
            }
            (Operator::End, _) => {
                if let Some((_, true)) = open.pop() {
                    handling -= 1;
                }
            }
            (
                Operator::Call { .. }
                | Operator::CallIndirect { .. }
                | Operator::CallRef { .. }
                | Operator::Throw { .. }
                | Operator::ThrowRef
                | Operator::Rethrow { .. },
                _,
            ) => calls += usize::from(handling > 0),
            (Operator::LocalSet { local_index } | Operator::LocalTee { local_index }, _)
                if handling > 0 =>
            {
                assigned.insert(local_index);
            }
            _ => {}
        }
    }
    if assigned.len().saturating_mul(calls) <= MOST_VALUES {
        assigned.clear();
    }
    Ok(TrySurvey { legacy, locals_in_frame: assigned })
}
