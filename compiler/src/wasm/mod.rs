//! Bytes in, a parsed and validated module out, in WebAssembly's own terms.

mod branch_hints;
mod constant;
mod module;
mod names;
mod parse;
mod survey;

pub use branch_hints::{BranchHint, BranchHints};
pub use constant::{ConstantExpression, ConstantOperator};
pub use module::*;
pub use names::Names;
pub use parse::accepted_features;
pub use parse::{parse, parse_at};
pub(crate) use survey::classify;
pub use survey::{
    FunctionSurvey, Proposal, ProposalSet, operator_name, proposal, validate_functions,
};
