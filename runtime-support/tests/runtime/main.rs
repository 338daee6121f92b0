//! Tests of the runtime as the compiler gets it: finished stubs.

mod program;
mod programs;
mod scripts;
mod stubs;
