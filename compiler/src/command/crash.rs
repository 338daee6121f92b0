//! A bug of ours ends in one line too: panics become internal errors.

use std::panic::{self, AssertUnwindSafe, PanicHookInfo};
use std::sync::Mutex;

use wasi2native::error::{Error, Result};

/// What the first panic said, on whatever thread.
static FIRST_PANIC: Mutex<Option<String>> = Mutex::new(None);

/// Runs `work`, and turns a panic in it, or in a thread that it waits for, into
/// an error. With RUST_BACKTRACE set, the back-trace is printed as usual.
pub fn contain<T>(work: impl FnOnce() -> Result<T>) -> Result<T> {
    let usual = panic::take_hook();
    panic::set_hook(Box::new(move |panic| {
        let mut first = FIRST_PANIC.lock().unwrap_or_else(|poisoned| poisoned.into_inner());
        first.get_or_insert_with(|| describe(panic));
        if std::env::var_os("RUST_BACKTRACE").is_some_and(|value| value != "0") {
            usual(panic);
        }
    }));
    // Nothing that was in the middle of a change is looked at afterwards.
    let result = panic::catch_unwind(AssertUnwindSafe(work));
    drop(panic::take_hook());
    result.unwrap_or_else(|_panic| {
        let first = FIRST_PANIC.lock().unwrap_or_else(|poisoned| poisoned.into_inner()).take();
        Err(Error::internal(first.unwrap_or_else(|| "a panic without a message".to_owned())))
    })
}

fn describe(panic: &PanicHookInfo<'_>) -> String {
    let message = panic.payload_as_str().unwrap_or("a panic without a text");
    match panic.location() {
        Some(place) => format!("{message}, in {}:{}", place.file(), place.line()),
        None => message.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::command::workers;

    #[test]
    fn a_panic_of_a_worker_is_an_internal_error() {
        let error = contain(|| {
            workers::on_large_stacks(None, || -> Result<()> {
                rayon::join(|| (), || panic!("lost\nmy marbles"));
                Ok(())
            })
        })
        .expect_err("it panics");
        let text = error.to_string();
        let expected = "internal error: lost\\u{a}my marbles, in compiler/src/command/crash.rs:";
        assert!(text.starts_with(expected), "{text}");
    }
}
