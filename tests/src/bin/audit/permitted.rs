//! The system calls that an executable was compiled for, as its file says.

use wasi2native::executable::{Permitted, permitted, read_program};
use wasi2native_runtime_support::abi::lockdown::LockdownPlan;
use wasi2native_runtime_support::abi::system_calls::Condition;

use crate::tracer::Call;

pub struct Calls(Vec<Permitted>);

impl Calls {
    /// `None` where the file is none of our executables, or is not locked down.
    pub fn of(file: &[u8]) -> Option<Calls> {
        let found = read_program(file)?;
        let is_wanted = found.lockdown.has(LockdownPlan::WANTED);
        is_wanted.then(|| permitted(&found.filter)).flatten().map(Calls)
    }

    pub fn contain(&self, call: &Call) -> bool {
        self.0.iter().any(|permitted| {
            let conditions = permitted.call.map_or(&[][..], |call| call.conditions());
            u64::from(permitted.number) == call.number
                && (permitted.always || conditions.iter().all(|condition| holds(condition, call)))
        })
    }
}

/// The kernel looks at the low 32 bits of these arguments.
fn holds(condition: &Condition, call: &Call) -> bool {
    let argument = |number: u8| call.arguments[usize::from(number)] as u32;
    match condition {
        Condition::OneOf(number, values) => values.contains(&argument(*number)),
        Condition::Lacks(number, bits) => argument(*number) & bits == 0,
    }
}
