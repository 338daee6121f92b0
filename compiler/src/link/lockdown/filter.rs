//! A filter of system calls, as the kernel takes it: a classic BPF program.
//!
//! It has four parts. The first decides about the numbers of the calls that
//! programs make most, by a tree of comparisons. Of everything else it loads an
//! argument, and then decides about the number by another tree. Then come the
//! conditions on arguments, and at the end what happens to calls.
//!
//! The load has a purpose: when a filter is installed, the kernel runs it for every
//! number there is, to note those that are always allowed and need not be asked for
//! again, and gives up where an argument is loaded. For two instruction sets and
//! 470 numbers that is most of what installing a filter costs. So only the calls
//! whose cost matters are noted.

use wasi2native_runtime_support::abi::lockdown::{CallField, FilterInstruction};
use wasi2native_runtime_support::abi::system_calls::{Condition, SystemCall, SystemCalls};

use super::tree::{Comparison, Stretch, Tree, cheapest};
use crate::error::{Error, Result};
use crate::target;

/// What happens to a call by its number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Outcome {
    Allow,
    /// Allowed where its arguments are right.
    If(&'static [Condition]),
    /// Fails with `EPERM`.
    Refuse,
    /// Is an attack, or a bug of ours.
    Stop,
}

const EPERM: u32 = 1;

/// The filter that allows some calls, lets others fail, and stops all else.
///
/// # Errors
/// A filter too long for its jumps, a bug of ours.
pub fn filter(allowed: SystemCalls, refused: SystemCalls) -> Result<Vec<FilterInstruction>> {
    let outcome = |call: SystemCall| match (allowed.contains(call), call.conditions()) {
        (true, []) => Outcome::Allow,
        (true, conditions) => Outcome::If(conditions),
        (false, _) => Outcome::Refuse,
    };
    let mut outcomes: Vec<(u32, Outcome)> = allowed
        .union(refused)
        .iter()
        .map(|call| (target::system_call_number(call), outcome(call)))
        .collect();
    outcomes.sort_unstable_by_key(|&(number, _)| number);
    let hot_end = target::HOT_SYSTEM_CALLS_END;
    let (hot, cold) = outcomes.split_at(outcomes.partition_point(|&(number, _)| number < hot_end));

    let mut assembler = Assembler::default();
    assembler.load(CallField::NUMBER);
    let cold_part = assembler.label();
    assembler.jump(FilterInstruction::JUMP_IF_AT_LEAST, hot_end, Some(cold_part), None);
    assembler.tree(&cheapest(&stretches(hot, 0, Some(hot_end))));
    assembler.place(cold_part);
    assembler.load(CallField::argument(0));
    assembler.load(CallField::NUMBER);
    assembler.tree(&cheapest(&stretches(cold, hot_end, None)));
    assembler.end(target::AUDIT_ARCHITECTURE)
}

/// The outcomes of all numbers from `start` to `end`. Where there is an end, the
/// kernel asks for each number once, and each counts; otherwise it asks for what
/// is called.
fn stretches(outcomes: &[(u32, Outcome)], start: u32, end: Option<u32>) -> Vec<Stretch<Outcome>> {
    let mut all: Vec<Stretch<Outcome>> = Vec::new();
    let mut add = |start, outcome| {
        // Neighbours of one outcome are one stretch.
        if all.last().is_none_or(|last| last.outcome != outcome) {
            all.push(Stretch { start, outcome, weight: 1 });
        }
    };
    let mut next = start;
    for &(number, outcome) in outcomes {
        if number > next {
            add(next, Outcome::Stop);
        }
        add(number, outcome);
        next = number + 1;
    }
    if end.is_none_or(|end| next < end) {
        add(next, Outcome::Stop);
    }
    if let Some(end) = end {
        let ends: Vec<u32> = all.iter().skip(1).map(|stretch| stretch.start).chain([end]).collect();
        for (stretch, end) in all.iter_mut().zip(ends) {
            stretch.weight = u64::from(end - stretch.start);
        }
    }
    all
}

/// A place that is jumped to.
type Label = usize;

/// Where a jump goes; `None` is the next instruction.
type Destination = Option<Label>;

/// Puts instructions together. Jumps only go forward, so a place is always known
/// later than the jumps to it.
#[derive(Default)]
struct Assembler {
    instructions: Vec<Instruction>,
    /// Where each label is, once that is known.
    places: Vec<Option<usize>>,
    /// What the trees lead to, each once.
    outcomes: Vec<(Outcome, Label)>,
}

#[derive(Clone, Copy)]
struct Instruction {
    code: u16,
    operand: u32,
    if_true: Destination,
    if_false: Destination,
}

impl Assembler {
    fn label(&mut self) -> Label {
        self.places.push(None);
        self.places.len() - 1
    }

    /// The label is here.
    fn place(&mut self, label: Label) {
        self.places[label] = Some(self.instructions.len());
    }

    fn jump(&mut self, code: u16, operand: u32, if_true: Destination, if_false: Destination) {
        self.instructions.push(Instruction { code, operand, if_true, if_false });
    }

    fn load(&mut self, field: u32) {
        self.jump(FilterInstruction::LOAD, field, None, None);
    }

    fn return_(&mut self, verdict: u32) {
        self.jump(FilterInstruction::RETURN, verdict, None, None);
    }

    fn outcome(&mut self, outcome: Outcome) -> Label {
        if let Some(&(_, label)) = self.outcomes.iter().find(|&&(known, _)| known == outcome) {
            return label;
        }
        let label = self.label();
        self.outcomes.push((outcome, label));
        label
    }

    /// The comparisons of a tree whose first is the next instruction.
    fn tree(&mut self, tree: &Tree<Outcome>) {
        match tree {
            // A tree without comparisons: both ways lead to its outcome.
            Tree::Outcome(outcome) => {
                let label = self.outcome(*outcome);
                self.jump(FilterInstruction::JUMP_IF_EQUAL, 0, Some(label), Some(label));
            }
            Tree::Test { .. } => self.test(tree),
        }
    }

    fn test(&mut self, tree: &Tree<Outcome>) {
        let Tree::Test { comparison, operand, if_true, if_false } = tree else { return };
        let (true_label, false_label) = (self.branch(if_true), self.branch(if_false));
        let code = match comparison {
            Comparison::Equal => FilterInstruction::JUMP_IF_EQUAL,
            Comparison::AtLeast => FilterInstruction::JUMP_IF_AT_LEAST,
        };
        self.jump(code, *operand, Some(true_label), Some(false_label));
        for (label, branch) in [(false_label, if_false), (true_label, if_true)] {
            if let Tree::Test { .. } = **branch {
                self.place(label);
                self.test(branch);
            }
        }
    }

    fn branch(&mut self, tree: &Tree<Outcome>) -> Label {
        match tree {
            Tree::Outcome(outcome) => self.outcome(*outcome),
            Tree::Test { .. } => self.label(),
        }
    }

    /// What the outcomes are, and so the end of the filter.
    fn end(mut self, architecture: u32) -> Result<Vec<FilterInstruction>> {
        let (allow, stop) = (self.outcome(Outcome::Allow), self.outcome(Outcome::Stop));
        for (outcome, label) in self.outcomes.clone() {
            if let Outcome::If(conditions) = outcome {
                self.place(label);
                for condition in conditions {
                    self.condition(*condition, stop);
                }
                // Always: what has been loaded is compared to no avail.
                self.jump(FilterInstruction::JUMP_IF_EQUAL, 0, Some(allow), Some(allow));
            }
        }
        self.place(allow);
        // Numbers mean something else to other instruction sets.
        let foreign = self.label();
        self.load(CallField::ARCHITECTURE);
        self.jump(FilterInstruction::JUMP_IF_EQUAL, architecture, None, Some(foreign));
        self.return_(FilterInstruction::ALLOW);
        self.place(foreign);
        self.return_(FilterInstruction::KILL);
        self.place(stop);
        self.return_(FilterInstruction::SIGNAL);
        let refuse = self.outcome(Outcome::Refuse);
        self.place(refuse);
        self.return_(FilterInstruction::FAIL | EPERM);
        self.resolve()
    }

    /// Goes on where the condition holds.
    fn condition(&mut self, condition: Condition, stop: Label) {
        let holds = self.label();
        match condition {
            Condition::Lacks(argument, bits) => {
                self.load(CallField::argument(argument));
                self.jump(FilterInstruction::JUMP_IF_ANY, bits, Some(stop), None);
            }
            Condition::OneOf(argument, values) => {
                self.load(CallField::argument(argument));
                let last = values.len().saturating_sub(1);
                for (index, &value) in values.iter().enumerate() {
                    let otherwise = (index == last).then_some(stop);
                    self.jump(FilterInstruction::JUMP_IF_EQUAL, value, Some(holds), otherwise);
                }
            }
        }
        self.place(holds);
    }

    /// Turns labels into distances.
    fn resolve(self) -> Result<Vec<FilterInstruction>> {
        let distance = |from: usize, destination: Destination| {
            let Some(label) = destination else { return Ok(0) };
            let place = self.places[label].expect("every label that is used is placed");
            u8::try_from(place - from - 1)
                .map_err(|_| Error::internal("the filter of system calls is too long"))
        };
        let instructions = self.instructions.iter().enumerate();
        instructions
            .map(|(place, instruction)| {
                Ok(FilterInstruction {
                    code: instruction.code,
                    if_true: distance(place, instruction.if_true)?,
                    if_false: distance(place, instruction.if_false)?,
                    operand: instruction.operand,
                })
            })
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use wasi2native_runtime_support::abi::system_calls::{
        ALWAYS, F_DUPFD_CLOEXEC, PROT_EXEC, REFUSED, TCGETS, sets,
    };

    use super::super::evaluate::{Call, Verdict, evaluate};
    use super::*;

    fn verdict(filter: &[FilterInstruction], number: u32, arguments: [u64; 6]) -> Verdict {
        evaluate(filter, &Call { architecture: target::AUDIT_ARCHITECTURE, number, arguments })
            .expect("the filter comes to an end")
    }

    #[test]
    fn every_number_is_allowed_refused_or_stopped_as_asked() {
        let everything = SystemCall::ALL.iter();
        let everything = everything.fold(SystemCalls::NONE, |all, call| all.union(one(*call)));
        for allowed in [SystemCalls::NONE, ALWAYS, sets::OPENAT2, everything] {
            let refused = REFUSED.without(allowed);
            let filter = filter(allowed, refused).expect("it is short");
            for number in (0..1024).chain([1 << 30, (1 << 30) | 1, u32::MAX]) {
                let call = SystemCall::ALL.iter().find(|call| call.x86_64() == number);
                let good = call.map_or([0; 6], |call| good_arguments(*call));
                let expected = match call {
                    Some(&call) if allowed.contains(call) => Verdict::Allow,
                    Some(&call) if refused.contains(call) => Verdict::Fail(EPERM),
                    _ => Verdict::Signal,
                };
                assert_eq!(verdict(&filter, number, good), expected, "{number}");
            }
        }
    }

    fn one(call: SystemCall) -> SystemCalls {
        SystemCalls::one(call)
    }

    fn good_arguments(call: SystemCall) -> [u64; 6] {
        let mut arguments = [0; 6];
        for condition in call.conditions() {
            if let Condition::OneOf(argument, values) = condition {
                arguments[usize::from(*argument)] = u64::from(values[0]);
            }
        }
        arguments
    }

    #[test]
    fn arguments_are_looked_at() {
        let allowed = SystemCalls::union_of(&[sets::MMAP, sets::FCNTL, sets::IOCTL]);
        let filter = filter(allowed, SystemCalls::NONE).expect("it is short");
        let mmap = |protection| verdict(&filter, 9, [0, 4096, protection, 0x22, 0, 0]);
        assert_eq!(mmap(3), Verdict::Allow);
        assert_eq!(mmap(3 | u64::from(PROT_EXEC)), Verdict::Signal);
        let fcntl = |command| verdict(&filter, 72, [1, command, 0, 0, 0, 0]);
        assert_eq!(fcntl(u64::from(F_DUPFD_CLOEXEC)), Verdict::Allow);
        assert_eq!(fcntl(0), Verdict::Signal);
        // The kernel looks at the low half alone, and so does the filter.
        assert_eq!(fcntl(1 << 32 | 3), Verdict::Allow);
        let ioctl = |request| verdict(&filter, 16, [0, request, 0, 0, 0, 0]);
        assert_eq!(ioctl(u64::from(TCGETS)), Verdict::Allow);
        assert_eq!(ioctl(0x5412), Verdict::Signal); // TIOCSTI
    }

    #[test]
    fn other_instruction_sets_are_killed() {
        let filter = filter(ALWAYS, SystemCalls::NONE).expect("it is short");
        // i386: number 1 is exit.
        let call = Call { architecture: 0x4000_0003, number: 1, arguments: [0; 6] };
        assert_eq!(evaluate(&filter, &call), Some(Verdict::Kill));
    }

    #[test]
    fn what_is_called_most_is_decided_without_its_arguments() {
        let allowed = SystemCalls::union_of(&[sets::READ, sets::WRITE, sets::PREAD64]);
        let filter = filter(allowed, REFUSED).expect("it is short");
        let first_load = filter
            .iter()
            .position(|instruction| {
                instruction.code == FilterInstruction::LOAD
                    && instruction.operand >= CallField::argument(0)
            })
            .expect("the cold part begins with it");
        let mut hot = filter.clone();
        // Whoever gets there now is killed.
        hot[first_load] = FilterInstruction {
            code: FilterInstruction::RETURN,
            if_true: 0,
            if_false: 0,
            operand: FilterInstruction::KILL,
        };
        for number in [0, 1, 17] {
            assert_eq!(verdict(&hot, number, [0; 6]), Verdict::Allow);
        }
        assert_eq!(verdict(&hot, 231, [0; 6]), Verdict::Kill);
    }
}
