//! CLIF to machine code, in parallel; results in the order of the functions.

mod compiled;

pub use compiled::*;
