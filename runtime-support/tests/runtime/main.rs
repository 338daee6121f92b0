//! Tests of the runtime: of finished stubs, as the compiler gets them, and of
//! parts of it that can be called here.

mod bytes;
mod libcalls;
mod program;
mod programs;
mod scripts;
mod stubs;
