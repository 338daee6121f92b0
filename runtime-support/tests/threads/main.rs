//! The parts of the runtime that threads share, with threads.

#[macro_use]
#[allow(dead_code, unused_macros)]
#[path = "../../abi/mod.rs"]
mod abi;
mod arch;
mod lock_tests;
mod sys;
mod waiting_tests;

#[path = "../../runtime/lock.rs"]
mod lock;
#[path = "../../runtime/waiting.rs"]
mod waiting;
