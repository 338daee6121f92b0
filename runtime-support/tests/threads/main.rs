//! The parts of the runtime that threads share, with threads.

mod arch;
mod lock_tests;
mod sys;
mod waiting_tests;

#[path = "../../runtime/lock.rs"]
mod lock;
#[path = "../../runtime/waiting.rs"]
mod waiting;
