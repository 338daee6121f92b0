//! The clauses of each legacy `try`. They stand behind the code that they are
//! for, so they are collected before that is translated.

use rustc_hash::FxHashMap;
use wasmparser::{Operator, OperatorsReader};

use crate::error::Result;

/// What comes after the body of a `try`.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct LegacyTry {
    /// The tag of each `catch`; `None` is `catch_all`.
    pub catches: Vec<Option<u32>>,
    /// The label of `delegate`.
    pub delegate: Option<u32>,
}

/// Reads the code of a function, and returns each `try` by its byte offset.
pub fn read(mut operators: OperatorsReader<'_>) -> Result<FxHashMap<u64, LegacyTry>> {
    let mut found: FxHashMap<u64, LegacyTry> = FxHashMap::default();
    // The offsets of open blocks.
    let mut open: Vec<u64> = Vec::new();
    while !operators.eof() {
        let (operator, offset) = operators.read_with_offset()?;
        let innermost = open.last().and_then(|innermost| found.get_mut(innermost));
        match (operator, innermost) {
            (Operator::Try { .. }, _) => {
                found.insert(offset, LegacyTry::default());
                open.push(offset);
            }
            (
                Operator::Block { .. }
                | Operator::Loop { .. }
                | Operator::If { .. }
                | Operator::TryTable { .. },
                _,
            ) => open.push(offset),
            (Operator::Catch { tag_index }, Some(clauses)) => clauses.catches.push(Some(tag_index)),
            (Operator::CatchAll, Some(clauses)) => clauses.catches.push(None),
            (Operator::Delegate { relative_depth }, Some(clauses)) => {
                clauses.delegate = Some(relative_depth);
                open.pop();
            }
            (Operator::End, _) => drop(open.pop()),
            _ => {}
        }
    }
    Ok(found)
}
