//! What earlier accesses to a memory say of the addresses of later ones.
//!
//! Core, "Memory Instructions": an index is a number of 32 bits, and the
//! `i32.add` that made it has wrapped where the sum was larger. The sum of a
//! native address does not wrap, so that a constant in that `i32.add` must not
//! become part of the native address, unless it is known that nothing wrapped.
//! An access that did not trap tells that, of a memory that ends at least a
//! [`REACH`] before 2^32: its index `v` was below 2^32 - `REACH`, so the index
//! `v + d` of another access, for `d` up to `REACH`, is just that sum. And where
//! `v - d` wraps, it is so large that its access traps, as does the one at the
//! native address, which is in the gap below the memory.
//!
//! So, of the accesses to `a[i - 1]`, `a[i]` and `a[i + 1]`, one computes an
//! address, and the others add a constant to it.

use cranelift_codegen::ir::{Opcode, Value, types};

use super::emitter::Emitter;
use crate::program::{Bounds, MemoryKey, UNWRAPPED_REACH as REACH};

/// The most terms of a sum that is looked at.
const MOST_TERMS: usize = 4;

/// How many of the latest facts are looked at.
const MOST_FACTS: usize = 16;

/// An index as a sum that may wrap: terms that are not constant, sorted, and a constant.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Sum {
    terms: [Option<Value>; MOST_TERMS],
    constant: u32,
}

/// That an access at a distance from `address` did not trap.
#[derive(Clone, Copy, Debug)]
struct Fact {
    memory: MemoryKey,
    /// The index whose native address is `address`.
    index: Sum,
    /// The memory's base plus that index, zero-extended.
    address: Value,
    /// The lowest distance from `address` at which there was an access, its own
    /// offset not counted: this far, nothing wrapped.
    lowest: i32,
}

/// The facts at a point of the function, the latest last. They hold in all that
/// this point dominates.
#[derive(Debug, Default)]
pub struct KnownAddresses {
    facts: Vec<Fact>,
}

/// The facts that hold where a block begins hold where it ends.
#[derive(Clone, Copy, Debug)]
pub struct Mark(usize);

/// A native address: `address + distance`.
#[derive(Clone, Copy, Debug)]
pub struct Known {
    pub address: Value,
    pub distance: i32,
}

impl KnownAddresses {
    pub fn mark(&self) -> Mark {
        Mark(self.facts.len())
    }

    /// Forgets what was learnt since.
    pub fn forget_since(&mut self, mark: Mark) {
        self.facts.truncate(mark.0);
    }

    /// An access at `lowest` from `address`, whose index is `index`, follows.
    pub fn learn(&mut self, memory: MemoryKey, index: Sum, address: Value, lowest: i32) {
        self.facts.push(Fact { memory, index, address, lowest });
    }

    /// The native address of an access at `index`, whose own offset is `offset`.
    pub fn find(&mut self, memory: MemoryKey, index: &Sum, offset: u64) -> Option<Known> {
        let fact = *self.facts.iter().rev().take(MOST_FACTS).find(|fact| {
            fact.memory == memory
                && fact.index.terms == index.terms
                && fact.allows(index.distance_from(&fact.index), offset)
        })?;
        let distance = index.distance_from(&fact.index);
        if distance < fact.lowest {
            self.facts.push(Fact { lowest: distance, ..fact });
        }
        Some(Known { address: fact.address, distance })
    }
}

impl Fact {
    fn allows(&self, distance: i32, offset: u64) -> bool {
        if distance >= self.lowest {
            distance - self.lowest <= REACH
        } else {
            // With an offset, an access that should trap could end up in the memory.
            distance >= -REACH && offset == 0
        }
    }
}

impl Sum {
    fn distance_from(&self, other: &Sum) -> i32 {
        self.constant.wrapping_sub(other.constant) as i32
    }

    /// How far it is below `other`, as a distance below zero, if it is near.
    pub fn distance_below(&self, other: &Sum) -> Option<i32> {
        let distance = self.distance_from(other);
        (self.terms == other.terms && (-REACH..0).contains(&distance)).then_some(distance)
    }
}

impl Emitter<'_, '_> {
    /// An index as a sum, where accesses tell something of others. `None` for a
    /// constant.
    pub fn index_sum(&self, memory: MemoryKey, index: Value) -> Option<Sum> {
        let plan = &self.program.memories[memory];
        let ends_early = plan.maximum <= (1 << 32) - REACH as u64;
        if plan.bounds != Bounds::Guarded || !ends_early || self.value_type(index) != types::I32 {
            return None;
        }
        let dfg = &self.builder.func.dfg;
        let mut constant = 0u32;
        let mut terms = [None; MOST_TERMS];
        let mut count = 0;
        // What is left to look at. Sums of more terms are taken for one.
        let mut pending = vec![index];
        while let Some(value) = pending.pop() {
            let value = dfg.resolve_aliases(value);
            if let Some(known) = self.known_integer(value) {
                constant = constant.wrapping_add(known as u32);
                continue;
            }
            if let Some(inst) = dfg.value_def(value).inst()
                && dfg.insts[inst].opcode() == Opcode::Iadd
                && count + pending.len() + 2 <= MOST_TERMS
            {
                pending.extend_from_slice(dfg.inst_args(inst));
                continue;
            }
            terms[count] = Some(value);
            count += 1;
        }
        terms[..count].sort_unstable();
        (count > 0).then_some(Sum { terms, constant })
    }

    /// The operand that `value` adds to a constant.
    pub fn operand_beside_constant(&self, value: Value) -> Option<Value> {
        let dfg = &self.builder.func.dfg;
        let inst = dfg.value_def(dfg.resolve_aliases(value)).inst()?;
        if dfg.insts[inst].opcode() != Opcode::Iadd {
            return None;
        }
        match *dfg.inst_args(inst) {
            [operand, constant] | [constant, operand] if self.known_integer(constant).is_some() => {
                Some(operand)
            }
            _ => None,
        }
    }
}
