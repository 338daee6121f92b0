//! What tests of several phases share.

use super::{Program, command};
use crate::options::Options;
use crate::report::Silent;
use crate::wasm;

/// Hands a program, as the earlier phases make it, to a test.
pub fn with_program<R>(text: &str, test: impl FnOnce(&Program<'_>) -> R) -> R {
    let bytes = wat::parse_str(text).expect("the test's text is correct");
    let module = wasm::parse(&bytes).expect("the test's module is valid");
    let program = command(&module, &Options::default(), &Silent);
    test(&program.expect("the test's module is a command"))
}
