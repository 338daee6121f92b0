//! A filter in, the calls that it allows out: found by asking it, not by reading
//! how it came to be.

use wasi2native_runtime_support::abi::lockdown::FilterInstruction;
use wasi2native_runtime_support::abi::system_calls::{Condition, SystemCall};

use super::evaluate::{Call, Verdict, evaluate};
use crate::target;

/// Numbers above are none of system calls.
const NUMBERS: u32 = 1024;

/// A call that a filter allows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Permitted {
    pub number: u32,
    /// The row of the call, where our runtime makes it.
    pub call: Option<SystemCall>,
    /// Whether its arguments do not matter.
    pub always: bool,
}

/// The calls that a filter allows, by number. `None` where it is no filter of ours.
pub fn permitted(filter: &[FilterInstruction]) -> Option<Vec<Permitted>> {
    let mut all = Vec::new();
    for number in 0..NUMBERS {
        let call = SystemCall::ALL
            .iter()
            .copied()
            .find(|&call| target::system_call_number(call) == number);
        let conditions = call.map_or(&[][..], SystemCall::conditions);
        let allows = |arguments| {
            let call = Call { architecture: target::AUDIT_ARCHITECTURE, number, arguments };
            evaluate(filter, &call).map(|verdict| verdict == Verdict::Allow)
        };
        let (fitting, others) = (arguments(conditions, true), arguments(conditions, false));
        let (fits, always) = (allows(fitting)?, allows(others)?);
        if fits || always {
            all.push(Permitted { number, call, always });
        }
    }
    Some(all)
}

/// Arguments that fit all conditions, or none of them.
fn arguments(conditions: &[Condition], fit: bool) -> [u64; 6] {
    // Without conditions, any will do.
    let mut arguments = [if fit { 0 } else { u64::MAX }; 6];
    for condition in conditions {
        match *condition {
            Condition::OneOf(argument, values) if fit => {
                arguments[usize::from(argument)] = values.first().copied().unwrap_or(0).into();
            }
            Condition::Lacks(argument, bits) if !fit => {
                arguments[usize::from(argument)] = bits.into();
            }
            _ => {}
        }
    }
    arguments
}

#[cfg(test)]
mod tests {
    use wasi2native_runtime_support::abi::system_calls::{GROW, SystemCalls, sets};

    use super::super::filter::filter;
    use super::*;

    #[test]
    fn what_is_asked_for_is_found_again() {
        let allowed = SystemCalls::union_of(&[GROW, sets::WRITE, sets::OPENAT2, sets::FCNTL]);
        let filter = filter(allowed, sets::GETPID).expect("it is short");
        let found = permitted(&filter).expect("it is a filter");
        let found: Vec<(&str, bool)> = found
            .iter()
            .map(|found| (found.call.map_or("?", SystemCall::name), found.always))
            .collect();
        assert_eq!(
            found,
            [
                ("write", true),
                ("mmap", false),
                ("munmap", true),
                ("fcntl", false),
                ("openat2", true)
            ]
        );
        assert!(permitted(&filter[..5]).is_none(), "it has no end");
    }
}
