//! What a filter says to a call: an interpreter of our own, to read filters back
//! and for a second opinion on them. Source: `Documentation/networking/filter.rst`.

use wasi2native_runtime_support::abi::lockdown::{CallField, FilterInstruction};

/// A call as the kernel describes it to filters.
#[derive(Clone, Copy, Debug)]
pub struct Call {
    pub architecture: u32,
    pub number: u32,
    pub arguments: [u64; 6],
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    Allow,
    /// With this error number.
    Fail(u32),
    Signal,
    Kill,
}

/// Runs the filter. `None` where it is none: it does something that ours do not,
/// or does not end.
pub fn evaluate(filter: &[FilterInstruction], call: &Call) -> Option<Verdict> {
    let mut accumulator = 0;
    let mut place = 0;
    // Jumps go forward alone, so this ends.
    while let Some(instruction) = filter.get(place) {
        let operand = instruction.operand;
        let holds = match instruction.code {
            FilterInstruction::LOAD => {
                accumulator = field(call, operand)?;
                place += 1;
                continue;
            }
            FilterInstruction::RETURN => return verdict(operand),
            FilterInstruction::JUMP_IF_EQUAL => accumulator == operand,
            FilterInstruction::JUMP_IF_AT_LEAST => accumulator >= operand,
            FilterInstruction::JUMP_IF_ANY => accumulator & operand != 0,
            _ => return None,
        };
        let skipped = if holds { instruction.if_true } else { instruction.if_false };
        place += 1 + usize::from(skipped);
    }
    None
}

fn field(call: &Call, offset: u32) -> Option<u32> {
    match offset {
        CallField::NUMBER => Some(call.number),
        CallField::ARCHITECTURE => Some(call.architecture),
        _ => (0..6)
            .find(|&number| CallField::argument(number) == offset)
            .map(|number| call.arguments[usize::from(number)] as u32),
    }
}

fn verdict(operand: u32) -> Option<Verdict> {
    match operand {
        FilterInstruction::ALLOW => Some(Verdict::Allow),
        FilterInstruction::SIGNAL => Some(Verdict::Signal),
        FilterInstruction::KILL => Some(Verdict::Kill),
        _ if operand & 0xffff_0000 == FilterInstruction::FAIL => {
            Some(Verdict::Fail(operand & 0xffff))
        }
        _ => None,
    }
}
