//! The error for an instruction without translation.

use wasmparser::Operator;

use crate::error::Error;
use crate::wasm::{Proposal, operator_name, proposal};

pub fn error(operator: &Operator<'_>) -> Error {
    let feature = match proposal(operator) {
        Proposal::gc => "garbage collection",
        Proposal::threads | Proposal::shared_everything_threads => "threads",
        Proposal::stack_switching => "stack switching",
        other => other.name(),
    };
    let name = operator_name(operator);
    Error::unsupported(format!("instruction `{name}` needs {feature}, which is not supported yet"))
}
