//! The part of the runtime that decides what a program may open and do, `host`,
//! compiled as it is into an ordinary library, and models of it: simple programs
//! that say what it must answer. Tests and the fuzzer drive both with the same
//! random steps.
//!
//! What the runtime takes from the executable it lives in is supplied here:
//! `arch` enters the kernel, and can be told to fail; `program` has the grants;
//! `stack` has the place of the table of descriptors; `threads` says that there is one.

pub mod arch;
pub mod campaign;
pub mod clock_jump;
pub mod descriptors;
#[path = "../../../runtime-support/runtime/no_explain.rs"]
mod explain;
#[allow(dead_code)]
#[path = "../../../runtime-support/runtime/host/mod.rs"]
mod host;
#[path = "../../../runtime-support/runtime/lock.rs"]
mod lock;
#[allow(dead_code)]
#[path = "../../../runtime-support/runtime/message.rs"]
mod message;
#[path = "../../../runtime-support/runtime/no_overriding.rs"]
#[allow(dead_code)]
mod overriding;
pub mod paths;
#[allow(dead_code)]
#[path = "../../../runtime-support/runtime/process.rs"]
mod process;
mod process_under_test;
mod program;
#[path = "../../fuzz/src/random.rs"]
#[allow(clippy::should_implement_trait, reason = "random numbers have no end")]
pub mod random;
mod stack;
#[allow(dead_code)]
#[path = "../../../runtime-support/runtime/sys/mod.rs"]
mod sys;
mod threads;

use wasi2native_runtime_support::abi;

/// What differs between the runtime and a model of it, in words.
pub type Finding = String;

/// A new folder: in memory, where there is such a place.
fn temporary_folder() -> Result<tempfile::TempDir, Finding> {
    let memory = std::path::Path::new("/dev/shm");
    let folder = if memory.is_dir() { tempfile::tempdir_in(memory) } else { tempfile::tempdir() };
    folder.map_err(|error| format!("no folder: {error}"))
}
